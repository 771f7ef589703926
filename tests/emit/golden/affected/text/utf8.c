int utf8;
