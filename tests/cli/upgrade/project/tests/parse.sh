echo parse
