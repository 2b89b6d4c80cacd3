// What becomes of a log once its fields are found: the filter, the look-ups, the group. And the rows in the end.
#pragma once
#include <cstdio>
#include <fstream>

#include "groups.hpp"

struct Log {
  std::string_view product, api, version, uid, ip, http_code, error, rt, time;
};

struct Tables {
  std::unordered_map<std::string, std::string> nodes, tenants;  // "region<tab>app group" by address; level by uid

  explicit Tables(const std::string& folder) {
    each_row(folder + "/nodes.csv", [&](auto& ip, auto& rest) {
      auto comma = rest.find(',');
      nodes[ip] = rest.substr(comma + 1) + "\t" + rest.substr(0, comma);
    });
    each_row(folder + "/tenants.csv", [&](auto& uid, auto& level) { tenants[uid] = level; });
  }

 private:
  template <class Row>
  static void each_row(const std::string& path, Row row) {
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);  // the header
    while (std::getline(file, line)) {
      auto comma = line.find(',');
      std::string key = line.substr(0, comma), rest = line.substr(comma + 1);
      row(key, rest);
    }
  }
};

class CoreWork {
 public:
  explicit CoreWork(const Tables& tables) : tables_(tables) {}

  void take(const Log& log) {
    logs++;
    if (log.product.empty() || log.api.empty()) return;
    auto code = (uint32_t)decimal(log.http_code);
    auto node = node_of(log.ip), tenant = tenant_of(log.uid);
    // A tenant has one level, so it stands for both. The number of a name is of as few bits as these data need.
    auto key1 = decimal(log.time) / 10 << 32 | tenant;
    auto key2 = (uint64_t)products_.number(log.product) << 48 | (uint64_t)apis_.number(log.api) << 36 |
                (uint64_t)versions_.number(log.version) << 28 | (uint64_t)node << 18 | code << 8 | errors_.number(log.error);
    auto tag = Groups::tag(key1, key2);
    groups_.prefetch_slot(tag);
    pending_[held_++] = {key1, key2, tag, (uint32_t)decimal(log.rt), code};
    if (held_ == kBatch) flush();
  }

  // Adds what is held back until its memory has come.
  void flush() {
    for (int i = 0; i < held_; i++) groups_.prefetch_group(pending_[i].tag);
    for (int i = 0; i < held_; i++) {
      auto& [key1, key2, tag, rt, code] = pending_[i];
      auto& group = groups_.find(key1, key2, tag);
      group.count++;
      group.rt += rt;
      group.slow += rt > 1000;
      group.ok += code / 100 == 2;
      group.failed += code / 100 == 5;
      group.unavailable += code == 503;
    }
    held_ = 0;
  }

  void dump(const char* path) const {
    auto file = fopen(path, "w");
    for (uint32_t i = 0; i < groups_.size(); i++) {
      auto& group = groups_.at(i);
      auto key = group.key2;
      fprintf(file, "%lu\t%s\t%s\t%s\t%s\t%s\t%s\t%lu\t%s\t%u\t%lu\t%u\t%u\t%u\t%u\n", (group.key1 >> 32) * 10,
              products_.name(key >> 48).c_str(), apis_.name(key >> 36 & 0xFFF).c_str(), versions_.name(key >> 28 & 0xFF).c_str(),
              tenants_.name((uint32_t)group.key1).c_str(), nodes_.name(key >> 18 & 0x3FF).c_str(), levels_[(uint32_t)group.key1].c_str(),
              key >> 8 & 0x3FF, errors_.name(key & 0xFF).c_str(), group.count, group.rt, group.slow, group.ok, group.failed, group.unavailable);
    }
    fclose(file);
  }

  uint64_t logs = 0;
  uint32_t rows() const { return groups_.size(); }

 private:
  static constexpr int kBatch = 128;

  struct Pending {
    uint64_t key1, key2;
    uint32_t tag, rt, code;
  };

  static uint64_t decimal(std::string_view digits) {
    uint64_t value = 0;
    for (auto digit : digits) value = value * 10 + (digit - '0');
    return value;
  }

  uint32_t node_of(std::string_view ip) {
    auto number = addresses_.number(ip);
    if (number >= node_by_address_.size()) {
      auto found = tables_.nodes.find(std::string(ip));
      auto name = found == tables_.nodes.end() ? "unknown\tunknown" : found->second;
      auto length = name.size();
      name.resize(length + 16);  // a name must have so many readable bytes
      node_by_address_.push_back(nodes_.number({name.data(), length}));
    }
    return node_by_address_[number];
  }

  uint32_t tenant_of(std::string_view uid) {
    auto number = tenants_.number(uid);
    if (number >= levels_.size()) {
      auto found = tables_.tenants.find(std::string(uid));
      levels_.push_back(found == tables_.tenants.end() ? "unknown" : found->second);
    }
    return number;
  }

  const Tables& tables_;
  Names products_{10}, apis_{10}, versions_{8}, tenants_{17}, addresses_{10}, nodes_{8}, errors_{8};
  std::vector<uint32_t> node_by_address_;
  std::vector<std::string> levels_;
  Groups groups_;
  Pending pending_[kBatch];
  int held_ = 0;
};
