// What Node loads: it loads the binding proper, tensorflow_binding.so beside it, with standard error closed to the lines
// that TensorFlow writes while it is loaded, before anything could set its log level.
#include <dlfcn.h>
#include <fcntl.h>
#include <node_api.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

namespace {

std::string folder() {
  Dl_info info;
  if (dladdr(reinterpret_cast<void*>(&folder), &info) == 0) return "";
  const std::string file = info.dli_fname;
  return file.substr(0, file.rfind('/') + 1);
}

void* load_quietly(const std::string& file) {
  const char* level = std::getenv("TF_CPP_MIN_LOG_LEVEL");
  const bool quiet = level != nullptr && std::atoi(level) > 0;
  const int kept = quiet ? dup(STDERR_FILENO) : -1;
  const int nowhere = kept >= 0 ? open("/dev/null", O_WRONLY | O_CLOEXEC) : -1;
  if (nowhere >= 0) dup2(nowhere, STDERR_FILENO);
  void* library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (nowhere >= 0) {
    dup2(kept, STDERR_FILENO);
    close(nowhere);
  }
  if (kept >= 0) close(kept);
  return library;
}

}  // namespace

NAPI_MODULE_INIT() {
  void* library = load_quietly(folder() + "tensorflow_binding.so");
  void* start = library ? dlsym(library, "napi_register_module_v1") : nullptr;
  if (start == nullptr) {
    napi_throw_error(env, nullptr, dlerror());
    return nullptr;
  }
  return reinterpret_cast<napi_addon_register_func>(start)(env, exports);
}
