// The core work by simdjson On-Demand: whole chunks of NDJSON, every field of a log in whatever order, and a tuned group-by.
// Usage: simdjson INPUT DIMENSIONS PASSES [DUMP]
#include <fcntl.h>
#include <simdjson.h>
#include <time.h>
#include <unistd.h>

#include <sys/stat.h>

#include "core_work.hpp"

using namespace simdjson;

static double cpu_seconds() {
  timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return time.tv_sec + time.tv_nsec * 1e-9;
}

[[noreturn]] static void fail(const char* what) {
  fprintf(stderr, "%s\n", what);
  exit(1);
}

// Calls take(text, length) with whole lines, after which the parser may read so many bytes as it pads.
template <class Take>
static void each_chunk(const char* path, Take take) {
  constexpr size_t kChunk = 1 << 20;
  static auto buffer = (char*)aligned_alloc(4096, 2 * kChunk + 4096);
  auto file = open(path, O_RDONLY);
  if (file < 0) fail("The input cannot be read.");
  size_t held = 0;
  for (ssize_t got; (got = read(file, buffer + held, kChunk)) > 0;) {
    held += got;
    auto end = (char*)memrchr(buffer, '\n', held);
    if (end == nullptr) continue;
    size_t whole = end - buffer + 1;
    take(buffer, whole);
    memmove(buffer, buffer + whole, held -= whole);
  }
  if (held > 0) take(buffer, held);
  close(file);
}

// The bytes between a string's quotes: these data have no escapes in the fields that are needed.
static std::string_view unquoted(std::string_view token) {
  while (!token.empty() && (unsigned char)token.back() <= ' ') token.remove_suffix(1);
  return token.size() >= 2 && token[0] == '"' ? token.substr(1, token.size() - 2) : token;
}

static std::string_view* field_of(Log& log, const char* key) {
  auto is = [&](const char* name, size_t length) { return memcmp(key, name, length) == 0; };
  switch (key[0]) {
    case 'A': return is("Api\"", 4) ? &log.api : nullptr;
    case 'C': return is("CallerUid\"", 10) ? &log.uid : nullptr;
    case 'E': return is("ErrorCode\"", 10) ? &log.error : nullptr;
    case 'H': return is("HttpCode\"", 9) ? &log.http_code : nullptr;
    case 'L': return is("LocalIp\"", 8) ? &log.ip : nullptr;
    case 'P': return is("Product\"", 8) ? &log.product : nullptr;
    case 'T': return is("TotalUsedTime\"", 14) ? &log.rt : nullptr;
    case 'V': return is("Version\"", 8) ? &log.version : nullptr;
    case '_': return is("__time__\"", 9) ? &log.time : nullptr;
    default: return nullptr;
  }
}

static void read_log(ondemand::document_reference document, CoreWork& work) {
  Log log{};
  ondemand::object object;
  if (document.get_object().get(object)) fail("A log is no object.");
  for (auto result : object) {
    ondemand::field field;
    if (std::move(result).get(field)) fail("A field cannot be read.");
    if (auto wanted = field_of(log, field.key().raw())) *wanted = unquoted(field.value().raw_json_token());
  }
  work.take(log);
}

int main(int count, char** arguments) {
  if (count < 4) fail("Usage: simdjson INPUT DIMENSIONS PASSES [DUMP]");
  Tables tables(arguments[2]);
  struct stat facts;
  if (stat(arguments[1], &facts) != 0) fail("There is no such input.");
  double best = 1e9;
  for (int pass = atoi(arguments[3]); pass > 0; pass--) {
    auto begun = cpu_seconds();
    CoreWork work(tables);
    ondemand::parser parser;
    each_chunk(arguments[1], [&](const char* text, size_t length) {
      ondemand::document_stream documents;
      if (parser.iterate_many(text, length, length + 64).get(documents)) fail("A chunk cannot be read.");
      for (auto result : documents) {
        ondemand::document_reference document;
        if (std::move(result).get(document)) fail("A log cannot be read.");
        read_log(document, work);
      }
    });
    work.flush();
    best = std::min(best, cpu_seconds() - begun);
    if (pass > 1) continue;
    printf("cpu=%.4f MB/s=%.0f logs/s=%.0f logs=%lu rows=%u %s\n", best, facts.st_size / best / 1e6, work.logs / best, work.logs,
           work.rows(), get_active_implementation()->name().c_str());
    if (count > 4) work.dump(arguments[4]);
  }
}
