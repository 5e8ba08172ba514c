#include "engine/core/paths.h"

#include "engine/core/error.h"

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

/// Length of the well-formed UTF-8 sequence at `i`, 0 when there is none (RFC 3629: no overlong forms, no surrogates).
size_t sequenceLength(const std::string& text, size_t i) {
    const auto byte = [&](size_t k) -> unsigned { return k < text.size() ? static_cast<unsigned char>(text[k]) : 0u; };
    const auto continues = [&](size_t k) { return (byte(k) & 0xC0u) == 0x80u; };
    const unsigned first = byte(i), second = byte(i + 1);
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first <= 0xDF) return continues(i + 1) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        if (first == 0xE0 && second < 0xA0) return 0;
        if (first == 0xED && second > 0x9F) return 0;
        return continues(i + 1) && continues(i + 2) ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        if (first == 0xF0 && second < 0x90) return 0;
        if (first == 0xF4 && second > 0x8F) return 0;
        return continues(i + 1) && continues(i + 2) && continues(i + 3) ? 4 : 0;
    }
    return 0;
}

}  // namespace

fs::path cacheFolder() { return baseFolder("XDG_CACHE_HOME", ".cache") / "zscape"; }

fs::path dataFolder() { return baseFolder("XDG_DATA_HOME", ".local/share") / "zscape"; }

fs::path resourcesFolder() {
    if (const char* set = std::getenv("ZSCAPE_RESOURCES"); set && fs::is_directory(set)) return set;
    std::error_code ignored;
    const fs::path program = fs::read_symlink("/proc/self/exe", ignored);
    if (const fs::path installed = program.parent_path().parent_path() / "share" / "zscape"; fs::is_directory(installed / "recipes", ignored)) return installed;
    if (fs::is_directory(ZSCAPE_BUILD_RESOURCES, ignored)) return ZSCAPE_BUILD_RESOURCES;
    throw Error("resources.missing", "The resources of Zscape (recipes and sample images) are not at %1. Set ZSCAPE_RESOURCES to their folder.", {ZSCAPE_BUILD_RESOURCES});
}

std::string validUtf8(const std::string& bytes) {
    std::string text;
    text.reserve(bytes.size());
    for (size_t i = 0; i < bytes.size();) {
        if (const size_t length = sequenceLength(bytes, i)) {
            text.append(bytes, i, length);
            i += length;
        } else {
            text += "\xEF\xBF\xBD";
            ++i;
        }
    }
    return text;
}

std::string displayName(const fs::path& path) {
    std::string text = validUtf8(path.string());
    std::string shown;
    for (const char c : text) {
        if (c == '\n') shown += "\xE2\x90\xA4";
        else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) shown += ' ';
        else shown += c;
    }
    return shown;
}

}  // namespace zscape
