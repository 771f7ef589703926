int heap;
