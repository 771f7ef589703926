/* The version of nightshift. Only those who print it include this file, so that a new version makes few files rebuild. */
#ifndef VERSION_H
#define VERSION_H

#define NIGHTSHIFT_VERSION "0.1.0"

#endif
