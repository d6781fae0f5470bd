-- What wrk sends for ./bench: send | pull CHAT LAST | cursor CHAT POSITION | reverse CHAT POSITION

local text = string.rep("A message of a usual length, as people write them. ", 2)
local headers = { ["Content-Type"] = "application/json" }
local mode, chat, number

function init(args)
  mode, chat, number = args[1], args[2], tonumber(args[3] or "0")
  math.randomseed(os.time())
end

function request()
  if mode == "send" then
    local pair = math.random(1, 1000)
    local body = string.format('{"chat":"bench-%d:peer","sender":"peer","text":"%s"}', pair, text)
    return wrk.format("POST", "/api/send", headers, body)
  elseif mode == "pull" then
    return wrk.format("GET", string.format("/api/pull?chat=%s&cursor=%d&limit=10", chat, math.random(0, number)))
  elseif mode == "cursor" then
    return wrk.format("GET", string.format("/api/pull?chat=%s&cursor=%d&limit=10", chat, number))
  end
  return wrk.format("GET", string.format("/api/pull?chat=%s&reverse=true&limit=10", chat))
end
