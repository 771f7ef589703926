/* Which runtime this is: -DRTS_GC=COPYING or -DRTS_GC=INCREMENTAL, and -DRTS_WORD=32 (the default)
 * or 64. Whoever asks afterwards asks RTS_COPYING, RTS_INCREMENTAL or RTS_WORD, which are always
 * defined. */
#ifndef RTS_CONFIG_H
#define RTS_CONFIG_H

#define RTS_GC_COPYING 1
#define RTS_GC_INCREMENTAL 2

#ifndef RTS_GC
#error "choose a collector: -DRTS_GC=COPYING or -DRTS_GC=INCREMENTAL"
#endif
#ifndef RTS_WORD
#define RTS_WORD 32
#endif

/* Two steps, so that RTS_GC is replaced by its value before the names are joined. */
#define RTS_GC_NUMBER_OF(name) RTS_GC_##name
#define RTS_GC_NUMBER(name) RTS_GC_NUMBER_OF(name)

#if RTS_GC_NUMBER(RTS_GC) == RTS_GC_COPYING
#define RTS_COPYING 1
#define RTS_INCREMENTAL 0
#elif RTS_GC_NUMBER(RTS_GC) == RTS_GC_INCREMENTAL
#define RTS_COPYING 0
#define RTS_INCREMENTAL 1
#else
#error "RTS_GC is neither COPYING nor INCREMENTAL"
#endif

#if RTS_WORD != 32 && RTS_WORD != 64
#error "RTS_WORD is neither 32 nor 64"
#endif

#endif
