/** Files that the commands read, by their names. */
export const curlFiles: Readonly<Record<string, string>> = {
  'lines.txt': 'line one\r\nline two\n',
  'data.json': '{\n  "a": [1, 2.50],\n  "b": "é"\n}\n',
  'dump.bin': '\0\u0001binary\u0000end',
  'page.html': '<p>hi</p>',
  noext: 'bare',
  'head.txt': 'X-One: 1\nX-Two: two words\n',
  conf: '# a comment\nheader = "X-Conf: \\"quoted\\" value"\nrequest = PUT\n-d a=1\ndata b=2\nuser-agent: conf/1\n',
  'with space.txt': 'spaced',
};

/**
 * Commands as people and documentation write them; `URL` is the address of a server. By kind, for a POSIX shell with bash's quotes.
 * Not among them is what the console sends otherwise on purpose: a path is made plain as browsers do it (`%2e%2e` and `--path-as-is`
 * too), a bare `?` is left out, header values beyond ASCII go out in Latin-1, and TE belongs to the connection.
 */
export const curlCommands: readonly string[] = `
curl URL
curl URL/
curl URL/a/b/c
curl -s URL/x?y=1
curl 'URL/x?y=1&z=2'
curl "URL/x?y=a%20b&z=%26"
curl URL/x?empty=
curl URL/x?flag
curl 'URL/x?a=1&a=2&a=3'
curl 'URL/x#fragment'
curl 'URL/x?y=1#fragment'
curl URL/a/../b
curl URL/a/./b/../../c
curl URL//double//slash
curl 'URL/semi;colon=1/x'
curl 'URL/~tilde/(paren)/!bang'
curl 'URL/star*/plus+/at@/colon:'
curl --url URL/by-option
curl --request GET --url URL/x --header 'Accept: application/json'
curl -X DELETE URL/x
curl -XDELETE URL/x
curl --request PATCH URL/x
curl -X OPTIONS URL/x
curl -X PURGE URL/x
curl -X post-ish URL/x
curl -X POST URL/x
curl -I URL/x
curl --head URL/x
curl -sI URL/x
curl -X GET URL/x -d 'body of a get'
curl -H 'X-A: 1' URL
curl -H 'X-A:1' URL
curl -H"X-A: 1" URL
curl -H 'X-A: 1' -H 'X-B: 2' URL
curl -H 'X-Same: 1' -H 'X-Same: 2' URL
curl -H 'x-lower: 1' URL
curl -H 'X-Empty;' URL
curl -H 'X-Empty;  ' -H 'X-More;ignored' URL
curl -H 'X-Nothing:' URL
curl -H 'Accept:' URL
curl -H 'User-Agent:' URL
curl -H 'Accept: text/html' URL
curl -H 'X-Quote: say "hi"' URL
curl -H "X-Quote: it's" URL
curl -H 'X-Colon: a:b:c' URL
curl -H 'X-Spaces:   padded   ' URL
curl -H @head.txt URL
curl --header 'Authorization: Bearer abc.def' URL
curl --header "Authorization: token \\$TOKEN" URL
curl -A 'agent/1.0 (x)' URL
curl --user-agent me URL
curl -A '' URL
curl -e http://from.test/ URL
curl --referer 'http://from.test/;auto' URL
curl -b 'a=1' URL
curl -b 'a=1; b=2' URL
curl -b a=1 -b b=2 URL
curl --cookie 'session=abc=def' URL
curl -H 'Cookie: x=y' URL
curl -u ada:secret URL
curl -u ada: URL
curl -u 'ada:with:colons' URL
curl -u 'ädä:pässwörd' URL
curl --user ada:secret --basic URL
curl -u ada:secret -H 'Authorization: mine' URL
curl --oauth2-bearer t0ken URL
curl -r 0-99 URL
curl --range 5- URL
curl --range 600 URL
curl -r -500 URL
curl -d a=1 URL
curl -d a=1 -d b=2 URL
curl -da=1 URL
curl -d 'a=1&b=2' URL
curl -d '' URL
curl -d 'plain text' URL
curl -d '  padded ' URL
curl -d 'a=b c' URL
curl -d 'a=b+c&d=%20' URL
curl -d '=nameless' URL
curl -d 'nameonly' URL
curl -d 'a=1&&b=2' URL
curl -d 'ü=ö' URL
curl --data 'a=1' URL
curl --data-raw '@not-a-file' URL
curl --data-raw 'a=1&b=@x' URL
curl --data-ascii a=1 URL
curl --data-binary 'a=1' URL
curl --data-binary $'two\\nlines' URL
curl -d $'two\\nlines' URL
curl -d @lines.txt URL
curl --data @data.json URL
curl --data-ascii @lines.txt URL
curl --data-binary @lines.txt URL
curl --data-binary @dump.bin -H 'Content-Type: application/octet-stream' URL
curl --data-binary '@with space.txt' URL
curl -d @lines.txt -d b=2 URL
curl -d a=1 -d @lines.txt URL
curl --data-binary a=1 --data-binary @lines.txt URL
curl --data-urlencode 'a=b c' URL
curl --data-urlencode 'b c' URL
curl --data-urlencode '=b&c=d' URL
curl --data-urlencode "a=~!*()'-._" URL
curl --data-urlencode 'a=é&ü' URL
curl --data-urlencode 'a@lines.txt' URL
curl --data-urlencode '@lines.txt' URL
curl --data-urlencode 'x=1' --data-urlencode 'y=2 3' URL
curl -d a=1 --data-urlencode 'b=c d' URL
curl --json '{"a":1}' URL
curl --json '{"a":1}' --json '{"b":2}' URL
curl --json @data.json URL
curl --json '[1,2]' -X PUT URL
curl --json '{}' -H 'Accept: text/plain' URL
curl --json '{}' -H 'Content-Type: application/vnd.x+json' URL
curl -d a=1 --json '{"b":2}' URL
curl --json '{}' -d x=1 URL
curl -H 'Content-Type: application/json' -d '{"a": "b", "n": 1.50, "u": "\\u00e9"}' URL
curl -H 'content-type: application/json' --data-raw '{"quote":"it'\\''s"}' URL
curl -H 'Content-Type: text/xml' -d '<a b="c">d</a>' URL
curl -H 'Content-Type: text/plain' -d 'x' URL
curl -H 'Content-Type: application/graphql' -d 'query { a }' URL
curl -H 'Content-Type:' -d 'untyped' URL
curl -H 'Content-Type: application/json' URL
curl -X PUT -H 'Content-Type: application/json' -d '{}' URL
curl -X DELETE -d '{"id":1}' -H 'Content-Type: application/json' URL
curl -X POST -H 'Content-Length: 0' URL
curl -G -d a=1 URL
curl -G -d a=1 -d b=2 URL/x
curl -G -d a=1 'URL/x?b=2'
curl -G --data-urlencode 'q=a b&c' URL/search
curl -G --data-urlencode 'q=é' --data-urlencode 'r=1+1' URL
curl --get --data a=1 URL
curl -GI -d a=1 URL
curl -G -d a=1 'URL/x?b#c'
curl -G -X DELETE -d a=1 URL
curl --url-query a=1 URL
curl --url-query 'a=b c' URL
curl --url-query 'a=b&c' 'URL/x?y=1'
curl --url-query '+raw=%20x' URL
curl --url-query '=only value' URL
curl --url-query a=1 'URL/x?y=1&'
curl -G -d a=1 'URL/x?y=1&'
curl --url-query a=1 -d b=2 URL
curl -F a=b URL
curl -F a=b -F c=d URL
curl -F 'a=b c & d' URL
curl -F 'a=' URL
curl -F 'a="quoted; semi"' URL
curl -F 'a=x;y;z' URL
curl -F 'a={"b":1};type=application/json;charset=utf-8' URL
curl -F 'a=b;type=text/html;charset=x;filename=f.html' URL
curl -F 'a= padded' URL
curl -F 'a=b;filename=f.html' URL
curl -F 'a=é' URL
curl -F file=@lines.txt URL
curl -F 'file=@lines.txt;type=text/csv' URL
curl -F 'file=@lines.txt;filename=other.txt' URL
curl -F 'file=@lines.txt;type=a/b;filename="q \\"x\\".txt"' URL
curl -F 'file=@"with space.txt"' URL
curl -F file=@page.html URL
curl -F file=@data.json URL
curl -F file=@noext URL
curl -F file=@dump.bin -F note=hi URL
curl -F 'text=<lines.txt' URL
curl --form-string 'a=@b;type=c' URL
curl --form-string 'a=<b' -F c=d URL
curl --form 'a=b' --form 'a=c' URL
curl -X PUT -F a=b URL
curl -H 'X-A: 1' -F a=b URL
curl -T lines.txt URL/up/
curl -T lines.txt URL/up/name
curl -T lines.txt URL
curl --upload-file data.json -H 'Content-Type: application/json' URL/x
curl -T data.json -X POST URL/x
curl -T 'with space.txt' URL/up/
curl -sSLk URL/x
curl -fsSL URL/x
curl --silent --show-error --fail --location URL/x
curl -v -i -o /dev/null URL/x
curl -w '%{http_code}' URL/x
curl --compressed URL/x
curl --http1.1 URL/x
curl --max-time 30 --connect-timeout 5 URL/x
curl --retry 2 URL/x
curl --no-progress-meter URL/x
curl --no-keepalive URL/x
curl -- URL/x
curl URL/x -s -H 'X-After: 1'
curl --sile --max-t 30 URL/x
curl --referer http://a.test/ --no-location URL/x
curl -sd a=1 URL/x
curl -sXPUT -d a=1 URL/x
curl -gs 'URL/x?a[0]=1&b={c}'
curl 'URL/{one,two}/x'
curl 'URL/[1-3]'
curl 'URL/[a-c:2]/[01-02]'
curl 'URL/x?q={a,b}'
curl URL/one URL/two
curl URL/one -d a=1 --next URL/two
curl -d a=1 URL/one --next -X PUT -d b=2 URL/two -: URL/three
curl -K conf URL/x
curl --config conf -H 'X-More: 1' URL/x
curl $'URL/x' -d $'{"a":"b\\tc"}'
curl $'URL/x' -d $'it\\'s \\x41\\u00e9\\101'
curl "URL/x" -d "say \\"hi\\" \\\\ \\$5"
curl URL/x -d a\\ b
curl URL/x -d 'a'"b"c
curl URL/x -d ''
curl URL/x -H "X-Tab: a	b"
curl URL/x -d '{"a":1}' | cat
curl URL/x -d a=1 > /dev/null
curl URL/x 2>/dev/null -d a=1
curl URL/x -d a=1 2>&1
curl URL/x >/dev/null 2>&1 -H 'X-After: 1'
curl URL/x -d @- < lines.txt
curl URL/x --data-binary @- < lines.txt
curl URL/x -F 'f=@-;filename=x.txt' < lines.txt
cat data.json | curl URL/x --json @-
echo '{"a":1}' | curl URL/x -d @- -H 'Content-Type: application/json'
echo -n 'a b' | curl URL/x -d @-
printf '%s' '100% "q" \\n' | curl URL/x --data-binary @-
curl URL/x -d a=1 && true
curl URL/x -d a=1; true
curl URL/x -d a=1 # a comment
curl URL/x -d @- <<< 'from the shell'
curl URL/x -d 'back\\slash'
curl URL/x -d '100%'
curl URL/x -d '$HOME'
curl URL/x -d '!bang'
curl URL/x -d '*'
curl URL/x -d '{a,b}'
curl URL/x -H 'X-JSON: {"a":[1,2]}'
curl URL/x -H 'If-None-Match: "abc"'
curl URL/x -H 'Host: other.test'
curl URL/x -H 'Connection: close'
curl URL/x -H 'Accept-Encoding: gzip'
curl URL/x -H 'Accept-Language: de-DE,de;q=0.9' -H 'Cache-Control: no-cache' -H 'Pragma: no-cache' --compressed
curl 'URL/graphql' -H 'content-type: application/json' --data-raw '{"query":"query($id: ID!) { a(id: $id) }","variables":{"id":"1"}}'
curl -X POST URL/v1/charges -u sk_test_1: -d amount=2000 -d currency=usd -d 'metadata[order_id]=6735'
curl URL/v1/chat -H 'Authorization: Bearer x' -H 'Content-Type: application/json' -d '{"model":"m","messages":[{"role":"user","content":"Hello!"}]}'
`
  .trim()
  .split('\n');

/** Commands of several lines. */
export const longCurlCommands: readonly string[] = [
  `curl --request POST \\\n  --url URL/x \\\n  --header 'content-type: application/json' \\\n  --data '{\n  "a": 1,\n  "b": "two"\n}'`,
  `curl URL/x \\\n  -H 'X-A: 1' \\\n  -d 'a=1' \\\n  -d 'b=2'`,
  `curl -X POST URL/x -H 'Content-Type: application/json' -d @- <<'EOF'\n{"a": "$b", "c": "it's"}\nEOF`,
  `curl -X POST URL/x --data-binary @- <<EOF\nline one\nline two\nEOF`,
  `curl URL/x -d @- <<-END\n\tindented\n\tEND`,
  `curl URL/x -d "two\nlines"`,
  `\n  curl URL/x\n`,
];
