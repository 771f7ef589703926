/*
 * With WATCH_PORTABLE (make PORTABLE=1) a program is built without what only Linux has, to try here what nightshift does on a system
 * that it does not know. Each file that asks for __linux__ includes this before all else.
 */
#ifdef WATCH_PORTABLE
#undef __linux__
#endif
