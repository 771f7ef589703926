echo print
