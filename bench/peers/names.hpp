// Numbers for names: a hash table whose slots hold names of up to 16 bytes themselves, so that nearly every look-up reads one slot.
#pragma once
#include <immintrin.h>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

inline uint64_t mixed(uint64_t a, uint64_t b) {
  auto product = (__uint128_t)a * b;
  return (uint64_t)product ^ (uint64_t)(product >> 64);
}

class Names {
 public:
  explicit Names(int bits) : slots_(size_t(1) << bits), mask_((1u << bits) - 1) {}

  // The number of a name. At least 16 bytes must be readable from where it begins, and 8 before its end.
  uint32_t number(std::string_view name) {
    if (name.size() > 16) return number_of_long(name);
    auto length = (uint32_t)name.size();
    auto first = _bzhi_u64(bytes(name.data()), length < 8 ? length * 8 : 64);
    auto last = length > 8 ? bytes(name.data() + length - 8) : 0;
    for (auto at = place(first, last, length);; at = (at + 1) & mask_) {
      auto& slot = slots_[at];
      if (slot.first == first && slot.last == last && slot.length == length + 1) return slot.number;
      if (slot.length == 0) return add(name, first, last, at);
    }
  }

  const std::string& name(uint32_t number) const { return names_[number]; }

 private:
  struct Slot {
    uint64_t first = 0, last = 0;
    uint32_t length = 0, number = 0;  // length + 1; 0 when free
  };

  static uint64_t bytes(const char* at) {
    uint64_t value;
    memcpy(&value, at, sizeof value);
    return value;
  }

  uint32_t place(uint64_t first, uint64_t last, uint32_t length) const {
    return (uint32_t)(mixed(first ^ 0xa0761d6478bd642f, last ^ 0xe7037ed1a0b428db ^ length) >> 20) & mask_;
  }

  __attribute__((noinline)) uint32_t add(std::string_view name, uint64_t first, uint64_t last, uint32_t at) {
    auto number = (uint32_t)names_.size();
    slots_[at] = {first, last, (uint32_t)name.size() + 1, number};
    names_.emplace_back(name);
    if (++used_ * 2 > mask_) grow();
    return number;
  }

  __attribute__((noinline)) uint32_t number_of_long(std::string_view name) {
    auto [entry, is_new] = long_names_.try_emplace(std::string(name), (uint32_t)names_.size());
    if (is_new) names_.emplace_back(name);
    return entry->second;
  }

  void grow() {
    auto old = std::move(slots_);
    slots_ = std::vector<Slot>(old.size() * 2);
    mask_ = (uint32_t)slots_.size() - 1;
    for (auto& slot : old) {
      if (slot.length == 0) continue;
      auto at = place(slot.first, slot.last, slot.length - 1);
      while (slots_[at].length != 0) at = (at + 1) & mask_;
      slots_[at] = slot;
    }
  }

  std::vector<Slot> slots_;
  uint32_t mask_, used_ = 0;
  std::vector<std::string> names_;
  std::unordered_map<std::string, uint32_t> long_names_;
};
