#include "engine/core/paths.h"
#include "engine/data/import.h"
#include "engine/data/set_name.h"
#include "engine/data/several_sets.h"

#include <algorithm>
#include <filesystem>

namespace zscape {

namespace {

bool exists(const std::string& path) {
    std::error_code missing;
    return std::filesystem::exists(std::filesystem::symlink_status(path, missing));
}

bool isFile(const std::string& path) {
    std::error_code missing;
    return std::filesystem::is_regular_file(path, missing);
}

}  // namespace

Error nothingChosen() {
    return Error("data.no-source",
                 "Nothing was chosen. Choose a folder of images, image files, an array, or a sample.");
}

NamedSource namedSource(const std::string& source) {
    const size_t mark = source.rfind('#');
    if (mark == std::string::npos || mark == 0 || mark + 1 == source.size() || exists(source)) return {source, {}};
    // What has a folder behind the mark is a path whose folder is gone; but a file's sets may lie in folders of it.
    if (source.find('/', mark) != std::string::npos && !isFile(source.substr(0, mark))) return {source, {}};
    return {source.substr(0, mark), source.substr(mark + 1)};
}

bool sourceExists(const std::string& source) { return exists(namedSource(source).path); }

std::vector<std::string> absoluteSources(std::vector<std::string> sources) {
    for (std::string& source : sources) {
        if (source.empty()) throw nothingChosen();
        if (!source.starts_with("sample:")) source = absolutePath(source);
    }
    return sources;
}

std::vector<std::string> withSet(std::vector<std::string> sources, const SetChoice& choice, const std::string& set) {
    sources = absoluteSources(std::move(sources));
    const auto source = std::find_if(sources.begin(), sources.end(),
                                     [&](const std::string& one) { return namedSource(one).path == choice.source; });
    if (source != sources.end()) *source = choice.source + "#" + set;
    return sources;
}

}  // namespace zscape
