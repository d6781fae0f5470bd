-- What wrk sends:
--   send | hot | pull | newest | mixed [PREFIX CHATS MESSAGES query|body]   to and from CHATS chats of MESSAGES messages
--   page CHAT LAST | cursor CHAT POSITION | reverse CHAT                    from one chat

local words = string.rep("A message of a usual length, as people write them. ", 2)
local headers = { ["Content-Type"] = "application/json" }
local threads, sent = 0, 0
local mode, prefix, chats, last, by_body, started

function setup(thread)
  threads = threads + 1
  thread:set("thread_number", threads)
end

function init(args)
  mode, prefix, chats = args[1], args[2] or "bench", tonumber(args[3] or "1000")
  last = math.max(0, tonumber(args[4] or "10") - 10)
  by_body = args[5] == "body"
  started = os.time()
  math.randomseed(started * 10 + thread_number)
end

-- Each text differs: a server may store equal ones once.
local function send(chat)
  sent = sent + 1
  local body = string.format('{"chat":"%s","sender":"peer","text":"%s%d-%d-%d"}', chat, words, started, thread_number, sent)
  return wrk.format("POST", "/api/send", headers, body)
end

local function pull(chat, query, fields)
  if by_body then
    return wrk.format("GET", "/api/pull", headers, string.format('{"chat":"%s",%s}', chat, fields))
  end
  return wrk.format("GET", string.format("/api/pull?chat=%s&%s", chat, query))
end

local function page(chat, cursor)
  return pull(chat, string.format("cursor=%d&limit=10", cursor), string.format('"cursor":%d,"limit":10', cursor))
end

local function newest(chat)
  return pull(chat, "reverse=true&limit=10", '"reverse":true,"limit":10')
end

function request()
  local one = string.format("%s-%d:peer", prefix, math.random(1, chats or 1))
  if mode == "send" then return send(one) end
  if mode == "hot" then return send(prefix .. "-hot:peer") end
  if mode == "pull" then return page(one, math.random(0, last)) end
  if mode == "newest" then return newest(one) end
  if mode == "mixed" then return math.random(2) == 1 and send(one) or page(one, math.random(0, last)) end
  -- One chat, by name.
  if mode == "page" then return page(prefix, math.random(0, chats)) end
  if mode == "cursor" then return page(prefix, chats) end
  return newest(prefix)
end
