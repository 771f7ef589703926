/* Run-length coding of n bytes: pairs of count and byte. Returns how many bytes out holds, which has
 * room for 2 * n. */
int codec_pack(const char *in, int n, char *out);
/* The way back. out has room for what was packed. */
int codec_unpack(const char *in, int n, char *out);
