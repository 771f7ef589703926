# For the tests that run the scripts of the workflows: the engine make, a suite of it, and what its jobs came to. Sourced after
# tests/emit/workflows/lib.sh.
# shellcheck shell=sh disable=SC2034 # for the scripts that source this

# shellcheck disable=SC2016 # $NIGHTSHIFT is the script's
make='<workflow engine="make" cron="0 1 * * *" required="t" nightshift="&quot;$NIGHTSHIFT&quot;"'

# with_shards FOLDER: a suite of engine make, cut into shards in the lane merge and on mac at night.
with_shards() {
	suite "$1" "$make><step>echo &quot;it's: # é&quot; &gt;step</step><on-failure labels=\"night bug:1\"/></workflow>" \
		'<shards lane="merge" platform="linux" count="2" jobs="2"/><shards lane="nightly" platform="mac" count="2"/>'
}

# jobs NAME[=RESULT]...: what each job came to, as drive wants it; success where nothing else is said.
jobs() {
	for job do
		case $job in
		*=*) echo "${job%%=*}: ${job#*=}" ;;
		*) echo "$job: success" ;;
		esac
	done
}

# known_issue: from now on GitHub has an issue of this night, number 9, among others: of another suite's, of other bots' and of people's,
# which are older.
known_issue() {
	cat >"$work/issue" <<'END'
[{"number": 2, "body": "<!-- nightshift: other-nightly -->", "author": {"login": "app/github-actions", "is_bot": true}},
{"number": 3, "body": "<!-- nightshift: t-nightly -->\nquoted", "author": {"login": "app/dependabot", "is_bot": true}},
{"number": 4, "body": "of somebody else", "author": {"login": "somebody", "is_bot": false}},
{"number": 5, "body": "<!-- nightshift: t-nightly -->\nnot ours", "author": {"login": "somebody", "is_bot": false}},
{"number": 6, "body": "<!-- nightshift: t-nightly -->\nby name", "author": {"login": "github-actions", "is_bot": false}},
{"number": 7, "body": "<!-- nightshift: t-nightly -->\nby its end", "author": {"login": "app/not-github-actions", "is_bot": true}},
{"number": 9, "body": "<!-- nightshift: t-nightly -->\nwords", "author": {"login": "app/github-actions", "is_bot": true}}]
END
	GH_ISSUES=$work/issue
}
