// Compiled into the binding. Newer releases of TensorFlow write what they find out about the processor to standard error
// whatever TF_CPP_MIN_LOG_LEVEL says; this holds them to it from when they are loaded.
#include <cstdlib>

#include "absl/base/log_severity.h"
#include "absl/log/globals.h"

namespace {

struct LogLevel {
  LogLevel() {
    const char* level = std::getenv("TF_CPP_MIN_LOG_LEVEL");
    absl::SetMinLogLevel(static_cast<absl::LogSeverityAtLeast>(level ? std::atoi(level) : 0));
  }
} log_level;

}  // namespace
