/*
 * The version of nightshift, and its repository on GitHub, which the owner of it is to name here. Only those who
 * print them include this file, so that a new version makes few files rebuild.
 */
#ifndef VERSION_H
#define VERSION_H

#define NIGHTSHIFT_VERSION "0.1.0"
#define NIGHTSHIFT_REPOSITORY "OWNER/nightshift"

#endif
