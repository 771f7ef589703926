#include "codec.h"

int
codec_pack(const char *in, int n, char *out)
{
	int len = 0;

	for (int i = 0; i < n;) {
		int run = 1;

		while (run < 100 && i + run < n && in[i + run] == in[i])
			run++;
		out[len++] = (char)run;
		out[len++] = in[i];
		i += run;
	}
	return len;
}

int
codec_unpack(const char *in, int n, char *out)
{
	int len = 0;

	for (int i = 0; i < n; i += 2)
		for (int run = 0; run < in[i]; run++)
			out[len++] = in[i + 1];
	return len;
}
