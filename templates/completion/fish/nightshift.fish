# Completion of nightshift for fish. The program itself says what a word may be (nightshift complete).

function __nightshift_complete
    set -l words (commandline -opc)
    set -l program $words[1]
    set -e words[1]
    set -l last (commandline -ct)
    set -l offered ($program complete -- $words "$last" 2>/dev/null)
    switch "$offered[1]"
        case :files :folders
            # What stands before a path, as in --file=.
            set -l before (string match -r -- '^--[a-z-]+=' $last)
            set -l begun (string replace -r -- '^--[a-z-]+=' '' $last)
            for path in $begun*
                if test -d $path
                    echo "$before$path/"
                else if test $offered[1] = :files
                    echo "$before$path"
                end
            end
        case '*'
            printf '%s\n' $offered
    end
end
complete -c nightshift -f -k -a '(__nightshift_complete)'
