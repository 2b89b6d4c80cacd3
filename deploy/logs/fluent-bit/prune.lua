-- Which logs are worth shipping, and which of their fields; called by fluent-bit.yaml for every record.

-- docs/CONFIGURATION.md, "What the formats read". A filter of yours that reads another field needs it here.
local kept = {
  "__time__", "LocalIp", "Product", "Api", "Version", "Domain", "CallerUid", "HttpCode", "ErrorCode", "TotalUsedTime", "RegionId",
}

-- Regions that have a pipeline of their own: OTHER_REGIONS=cn-shanghai,cn-beijing.
local elsewhere = {}
for region in (os.getenv("OTHER_REGIONS") or ""):gmatch("[^,]+") do elsewhere[region] = true end

local DROP, CHANGED = -1, 2

-- Ext5 is JSON in a string; one field of it is looked at.
local function log_region(record)
  return type(record.Ext5) == "string" and record.Ext5:match('"logRegionId"%s*:%s*"([^"]*)"') or nil
end

-- A region that only the request's parameters (key=value;key=value) name.
local function request_region(record)
  if type(record.RequestContent) ~= "string" then return nil end
  return (";" .. record.RequestContent):match(";RegionId=([^;]*)")
end

function prune(tag, timestamp, record)
  if record.Domain == "popwarmup.aliyuncs.com" then return DROP, timestamp, record end
  if elsewhere[log_region(record)] then return DROP, timestamp, record end

  local pruned = {}
  for _, field in ipairs(kept) do pruned[field] = record[field] end
  if pruned.RegionId == nil or pruned.RegionId == "" then pruned.RegionId = request_region(record) end
  return CHANGED, timestamp, pruned
end
