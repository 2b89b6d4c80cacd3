// Groups by a key of two numbers: a table of tags indexed by the hash's top bits, entries in chunks that never move, and prefetching.
#pragma once
#include <cstdlib>
#include <memory>

#include "names.hpp"

struct Group {
  uint64_t key1, key2, rt;
  uint32_t count, slow, ok, failed, unavailable;
};

class Groups {
 public:
  static uint32_t tag(uint64_t key1, uint64_t key2) { return mixed(key1 ^ 0xa0761d6478bd642f, key2 ^ 0xe7037ed1a0b428db) >> 32; }

  void prefetch_slot(uint32_t tag) const { __builtin_prefetch(&slots_[place(tag)]); }

  void prefetch_group(uint32_t tag) const {
    if (auto slot = slots_[place(tag)]) __builtin_prefetch(&at((uint32_t)slot - 1));
  }

  Group& find(uint64_t key1, uint64_t key2, uint32_t tag) {
    for (auto i = place(tag);; i = (i + 1) & mask()) {
      auto slot = slots_[i];
      if (slot == 0) return add(key1, key2, tag, i);
      if ((uint32_t)(slot >> 32) != tag) continue;
      auto& group = at((uint32_t)slot - 1);
      if (group.key1 == key1 && group.key2 == key2) return group;
    }
  }

  uint32_t size() const { return size_; }
  Group& at(uint32_t number) const { return chunks_[number / kChunk][number % kChunk]; }

 private:
  static constexpr uint32_t kChunk = 4096;

  uint32_t place(uint32_t tag) const { return tag >> (32 - bits_); }
  uint32_t mask() const { return (1u << bits_) - 1; }

  __attribute__((noinline)) Group& add(uint64_t key1, uint64_t key2, uint32_t tag, uint32_t i) {
    if (size_ % kChunk == 0) chunks_.emplace_back(new Group[kChunk]);
    auto& group = at(size_);
    group = Group{key1, key2};
    slots_[i] = (uint64_t)tag << 32 | ++size_;
    if (size_ > 1u << (bits_ - 1)) grow();
    return group;
  }

  void grow() {
    auto old = std::move(slots_);
    bits_++;
    slots_.assign(size_t(1) << bits_, 0);
    for (auto slot : old) {
      if (slot == 0) continue;
      auto i = place(slot >> 32);
      while (slots_[i] != 0) i = (i + 1) & mask();
      slots_[i] = slot;
    }
  }

  int bits_ = 17;
  std::vector<uint64_t> slots_ = std::vector<uint64_t>(size_t(1) << 17);  // tag, and the group's number + 1
  std::vector<std::unique_ptr<Group[]>> chunks_;
  uint32_t size_ = 0;
};
