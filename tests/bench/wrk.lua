-- wrk.lua: what wrk asks for, one line of a file after another, over and over.
--	wrk -s wrk.lua URL -- get FILE COOKIE		lines: PATH
--	wrk -s wrk.lua URL -- move FILE COOKIE TOKEN	lines: DEAL FROM TO
-- A round of moves later every deal goes back.  Ends with one line of JSON.
local asked, n, line, back = {}, 0, 0, false
local cookie, token, kind

local function key()
	local s = ""
	for _ = 1, 4 do
		s = s .. string.format("%08x", math.random(0, 0x7fffffff))
	end
	return s
end

function init(args)
	local seed = 0
	local f = io.open("/dev/urandom", "rb")
	for _ = 1, 4 do
		seed = seed * 256 + f:read(1):byte()
	end
	f:close()
	math.randomseed(seed)
	kind, cookie, token = args[1], args[3] or "", args[4]
	local headers = wrk.headers
	headers["Accept-Language"] = "uk"
	if cookie ~= "" then
		headers["Cookie"] = cookie
	end
	if kind == "move" then
		headers["Content-Type"] = "application/x-www-form-urlencoded"
	end
	for text in io.lines(args[2]) do
		n = n + 1
		if kind == "get" then
			asked[n] = wrk.format("GET", text)
		else
			local id, from, to = text:match("(%d+) (%d+) (%d+)")
			asked[n] = { "/deals/" .. id .. "/stage", from, to }
		end
	end
end

function request()
	line = line + 1
	if line > n then
		line, back = 1, not back
	end
	if kind == "get" then
		return asked[line]
	end
	local deal = asked[line]
	local from, to = deal[2], deal[3]
	if back then
		from, to = to, from
	end
	return wrk.format("POST", deal[1], nil, "form_token=" .. token ..
	    "&request_key=" .. key() .. "&from=" .. from .. "&stage=" .. to)
end

function done(summary, latency, requests)
	local e = summary.errors
	io.write(string.format('{"requests": %d, "us": %d, "bytes": %d, ' ..
	    '"p50": %d, "p99": %d, "bad": %d, "lost": %d}\n', summary.requests,
	    summary.duration, summary.bytes, latency:percentile(50),
	    latency:percentile(99), e.status,
	    e.connect + e.read + e.write + e.timeout))
end
