#include "engine/core/paths.h"

#include "engine/core/error.h"
#include "engine/core/shown_text.h"
#include "engine/core/utf8.h"

#include <cstdlib>

namespace zscape {

namespace fs = std::filesystem;

namespace {

fs::path baseFolder(const char* variable, const char* fallbackUnderHome) {
    // The base directory specification: a relative path there is invalid and must be ignored.
    if (const char* set = std::getenv(variable); set && fs::path(set).is_absolute()) return fs::path(set);
    if (const char* home = std::getenv("HOME"); home && *home) return fs::path(home) / fallbackUnderHome;
    return fs::temp_directory_path() / "zscape-home" / fallbackUnderHome;
}

}  // namespace

fs::path cacheFolder() { return baseFolder("XDG_CACHE_HOME", ".cache") / "zscape"; }

fs::path dataFolder() { return baseFolder("XDG_DATA_HOME", ".local/share") / "zscape"; }

fs::path resourcesFolder() {
    if (const char* set = std::getenv("ZSCAPE_RESOURCES"); set && fs::is_directory(set)) return set;
    std::error_code ignored;
    const fs::path program = fs::read_symlink("/proc/self/exe", ignored);
    if (const fs::path installed = program.parent_path().parent_path() / "share" / "zscape";
        fs::is_directory(installed / "recipes", ignored))
        return installed;
    if (fs::is_directory(ZSCAPE_BUILD_RESOURCES, ignored)) return ZSCAPE_BUILD_RESOURCES;
    throw Error(
        "resources.missing",
        "The resources of Zscape (recipes and sample images) are not at %1. Set ZSCAPE_RESOURCES to their folder.",
        {ZSCAPE_BUILD_RESOURCES});
}

std::string absolutePath(const std::string& path) {
    fs::path absolute = fs::absolute(path).lexically_normal();
    if (!absolute.has_filename() && absolute.has_relative_path()) absolute = absolute.parent_path();
    return absolute.string();
}

std::string validUtf8(const std::string& bytes) {
    std::string text;
    text.reserve(bytes.size());
    for (size_t i = 0; i < bytes.size();) {
        if (const size_t length = utf8SequenceLength(bytes, i)) {
            text.append(bytes, i, length);
            i += length;
        } else {
            text += "\xEF\xBF\xBD";
            ++i;
        }
    }
    return text;
}

std::string displayName(const fs::path& path) { return shownText(path.native()); }

}  // namespace zscape
