/* A heap of words, WORD bits wide, that hands out numbered cells. */
unsigned long heap_sum(const unsigned long *cells, int n);
int heap_word(void);
