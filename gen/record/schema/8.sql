-- Step 8. Where on the web a run and a commit can be seen.

CREATE TABLE link( -- the address of a page on the web, as the CI service named it when results were recorded
	of TEXT NOT NULL CHECK(of IN ('run', 'commit')), -- what the page shows
	name TEXT NOT NULL, -- the name of the run or occasion; or the commit's id, in full
	url TEXT NOT NULL CHECK(url GLOB 'http://*' OR url GLOB 'https://*'), -- of several, the first by its bytes
	PRIMARY KEY(of, name)
) STRICT, WITHOUT ROWID;
