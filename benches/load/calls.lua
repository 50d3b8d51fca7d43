-- Each line of the file CALLS is a token and a path; every thread goes round them. Prints one line of figures.

local calls, at, threads = {}, 0, 0

function setup(thread)
    thread:set("first", threads * 17)
    threads = threads + 1
end

function init()
    at = first
    for line in io.lines(os.getenv("CALLS")) do
        local token, path = line:match("^(%S+) (%S+)$")
        calls[#calls + 1] = wrk.format("GET", path, { ["Host"] = wrk.host .. ":" .. wrk.port, ["Authorization"] = "Bearer " .. token })
    end
end

function request()
    at = at + 1
    return calls[at % #calls + 1]
end

-- Each caller waits so long after an answer before it asks again, in milliseconds: people read. 0: nobody ever pauses.
local pause = tonumber(os.getenv("PAUSE_MS") or "0")

function delay()
    return pause
end

function done(summary, latency)
    local errors = summary.errors
    local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
    print(string.format("FIGURES %6.1f ms %6.1f ms %6.1f ms %9.0f %9d", latency:percentile(50) / 1000, latency:percentile(99) / 1000,
        latency.max / 1000, summary.requests / summary.duration * 1e6, failed))
end
