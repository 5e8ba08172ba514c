#include "engine/session/engine_module.h"

#include "engine/core/error.h"
#include "engine/core/paths.h"
#include "engine/session/session_engine.h"
#include "engine/session/version.h"

#include <dlfcn.h>
#include <elf.h>
#include <fstream>
#include <mutex>
#include <string>

namespace zscape {
namespace {

/// A file that was cut off ends the program where it is loaded, by SIGBUS, instead of being refused: the table of
/// sections lies at its end.
bool isWhole(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    Elf64_Ehdr header{};
    if (!stream.read(reinterpret_cast<char*>(&header), sizeof header)) return false;
    stream.seekg(0, std::ios::end);
    const uint64_t end = header.e_shoff + uint64_t{header.e_shentsize} * header.e_shnum;
    return std::string_view(reinterpret_cast<const char*>(header.e_ident), SELFMAG) == ELFMAG &&
           static_cast<uint64_t>(stream.tellg()) >= end;
}

[[noreturn]] void refuse(const std::string& why) {
    throw Error(
        "engine.module",
        "The part of Zscape that reads pictures and trains cannot be loaded: %1. Build or install Zscape again.",
        {why});
}

void* load() {
    const std::filesystem::path file = modulePath();
    std::error_code unknown;
    if (!std::filesystem::exists(file, unknown)) refuse(displayName(file) + " is missing");
    if (!isWhole(file)) refuse(displayName(file) + " is damaged");
    // Lazily: most of what LibTorch's libraries call is never called.
    void* module = ::dlopen(file.c_str(), RTLD_LAZY | RTLD_LOCAL);
    if (module == nullptr) refuse(validUtf8(::dlerror()));
    using Version = const char*();
    const auto version = reinterpret_cast<Version*>(::dlsym(module, "zscapeModuleVersion"));
    if (version == nullptr || buildVersion() != version())
        throw Error("engine.version",
                    "%1 belongs to another version of Zscape than this program. Build or install Zscape again.",
                    {displayName(file)});
    return module;
}

}  // namespace

std::filesystem::path modulePath() {
    std::error_code unknown;
    const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", unknown);
    return program.parent_path().parent_path() / "lib" / "zscape" / (program.filename().string() + ".so");
}

void* moduleFunction(const char* name) {
    static std::mutex mutex;
    static void* module = nullptr;  // guarded by mutex; null: could not be loaded yet
    const std::lock_guard lock(mutex);
    if (module == nullptr) module = load();
    void* function = ::dlsym(module, name);
    if (function == nullptr) refuse(validUtf8(::dlerror()));
    return function;
}

EngineSource moduleEngine() {
    return [](const EngineContext& context) {
        using Make = SessionEngine*(const EngineContext&);
        const auto make = reinterpret_cast<Make*>(moduleFunction("zscapeMakeEngine"));
        return std::unique_ptr<SessionEngine>(make(context));
    };
}

}  // namespace zscape
