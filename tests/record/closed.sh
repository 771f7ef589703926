#!/bin/sh
# A record whose folder nobody can write to, as on a file system that is only to be read: it is read all the same, whatever an older
# program or one that was killed has left there, and nothing is changed. And a folder that cannot be made whole is not made.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/record/lib/store.sh
. "$top/tests/record/lib/store.sh"

# --- the folder is made whole, or not -------------------------------------------------------------------------------------

(trap '' XFSZ && ulimit -f 0 && exec "$nightshift" record -q --record made/record.db a.tsv -C "$work") >out 2>err
status=$?
equal "the folder of a record is not made where its .gitignore cannot be written" "3 gone" "$status $([ -e made ] && echo there || echo gone)"
ns record -q --record ../made/record.db ../a.tsv
equal "and once it can it is made, with that file" "*" "$(cat made/.gitignore)"

# --- a closed folder ------------------------------------------------------------------------------------------------------

user=
if [ "$(id -u)" = 0 ]; then
	command -v setpriv >/dev/null || { skip "a closed folder" "root can write everywhere, and there is no setpriv"; finish; }
	user="setpriv --reuid=65534 --regid=65534 --clear-groups"
	chmod 755 "$work"
fi
mkdir tmp && chmod 777 tmp
export TMPDIR="$work/tmp" HOME="$work/tmp"
commit=$third
result night n9 linux v-one pass $((now - 10))
result night n9 linux v-two fail $((now - 9))
import a.db night
# close FOLDER: from now on nobody can write there
close() { [ -z "$user" ] || chown -R 65534:65534 "$1"; chmod a-w "$1"; }
# asked RECORD: what the record answers, and how that ends
asked() {
	$user "$nightshift" report -C r --format=json --record "$1" >asked.json 2>asked.err
	echo "$? $(cat asked.err)"
	cat asked.json
}
# files FOLDER: what is in it, byte by byte
files() { (cd "$1" && cksum -- *); }
# reads NAME FOLDER FILE: the record there answers as a.db does, and stays as it is
reads() {
	close "$2"
	files "$2" >before
	asked "$work/$2/$3" >answer
	same "$1: it answers" wanted answer
	files "$2" >after
	same "$1: nothing has changed there" before after
	$user "$nightshift" record -C r --record "$work/$2/$3" --export - >export.tsv 2>&1
	same "$1: it is exported" wanted.tsv export.tsv
	quiet "$1: no copy is left" ls tmp
	chmod u+w "$2"
}
text a.db >wanted.tsv
[ -z "$user" ] || chown -R 65534:65534 r a.db*
asked "$work/a.db" >wanted
[ "$(head -n 1 wanted)" = "1 " ] && grep -q '"run": "n9"' wanted
check "the record answers" "$(cat wanted)"

mkdir clean
cp a.db clean/record.db
reads "a record that was closed" clean record.db
mkdir names
sqlite3 a.db "PRAGMA wal_checkpoint(TRUNCATE)" >/dev/null
cp a.db "names/a?b%20#c.db"
reads "a record with a strange name" names "a?b%20#c.db"

mkdir torn
cp a.db torn.db
sqlite3 torn.db "DELETE FROM result_log; DELETE FROM result WHERE unit = 'v-two'" # what the killed one had not yet put into its place
sqlite3 a.db "PRAGMA wal_checkpoint(TRUNCATE)" >/dev/null
cp torn.db half.db
sqlite3 half.db >/dev/null <<END
PRAGMA journal_mode = WAL;
PRAGMA wal_autocheckpoint = 0;
ATTACH 'a.db' AS whole;
INSERT INTO result SELECT * FROM whole.result WHERE unit = 'v-two';
INSERT INTO result_log SELECT * FROM whole.result_log;
.shell cp half.db torn/record.db && cp half.db-wal torn/record.db-wal
END
[ -s torn/record.db-wal ]
check "a record that a killed program has left" "$(ls -l torn)"
reads "a record that a killed program has left" torn record.db

mkdir old
sqlite3 old/record.db <"$top/tests/record/migrate/5.sql"
close old
files old >before
asked "$work/old/record.db" >answer
case $(head -n 1 answer) in "1 ") ok "a record of an older program is read" ;; *) not_ok "a record of an older program is read" "$(cat answer)" ;; esac
files old >after
same "a record of an older program is not changed" before after
quiet "a record of an older program: no copy is left" ls tmp

close torn
run env TMPDIR="$work/nowhere" $user "$nightshift" report -C r --record "$work/torn/record.db"
ends "where there is no room for a copy that is said" 3 "nightshift: cannot make a folder in '$work/nowhere' for a copy of '$work/torn/record.db', whose own folder cannot be written: No such file or directory" ""
run sh -c "trap '' XFSZ; ulimit -f 8; exec $user '$nightshift' report -C r --record '$work/torn/record.db'"
ends "so is that a copy cannot be made" 3 "nightshift: cannot copy '$work/torn/record.db', whose folder cannot be written, to '$work/tmp': File too large" ""
quiet "and nothing is left of it" ls tmp
chmod u+w torn
chmod a-w clean
run $user "$nightshift" record -C r --record "$work/clean/record.db" --prune 1
ends "a record that cannot be written is not pruned" 3 "nightshift: '$work/clean/record.db' cannot be written (attempt to write a readonly database): look at its rights, or name another file with --record" ""
run $user "$nightshift" record -q -C r --record "$work/clean/record.db" "$work/night"
[ "$status" = 3 ]
check "nor is anything recorded there" "$status $err"
files clean >after
sqlite3 a.db .dump >one && sqlite3 clean/record.db .dump >other
same "and it stays as it is" one other
chmod u+w clean old
finish
