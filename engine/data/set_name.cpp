#include "engine/data/set_name.h"

#include "engine/data/folder_names.h"

#include <algorithm>
#include <filesystem>
#include <string_view>

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

NamedSource namedSource(const std::string& source) {
    const size_t mark = source.rfind('#');
    if (mark == std::string::npos || mark == 0 || mark + 1 == source.size() || exists(source)) return {source, {}};
    // What has a folder behind the mark is a path whose folder is gone; but a file's sets may lie in folders of it.
    if (source.find('/', mark) != std::string::npos && !isFile(source.substr(0, mark))) return {source, {}};
    return {source.substr(0, mark), source.substr(mark + 1)};
}

bool sourceExists(const std::string& source) { return exists(namedSource(source).path); }

bool namesSet(const std::string& set, const std::vector<std::string>& words) {
    const std::vector<std::string> wanted = wordsOf(set);
    return !wanted.empty() && std::all_of(wanted.begin(), wanted.end(), [&](const std::string& word) {
        return std::any_of(words.begin(), words.end(),
                           [&](const std::string& other) { return other == word || withoutNumber(other) == word; });
    });
}

std::vector<std::string> distinguishing(const std::vector<std::string>& sets) {
    std::vector<std::vector<std::string>> words;
    words.reserve(sets.size());
    for (const std::string& set : sets) words.push_back(wordsOf(set));
    std::vector<std::string> names;
    for (size_t i = 0; i < sets.size(); ++i) {
        std::string name;
        for (const std::string& word : words[i]) {
            const bool everywhere = std::all_of(words.begin(), words.end(), [&](const std::vector<std::string>& other) {
                return std::find(other.begin(), other.end(), word) != other.end();
            });
            if (!everywhere) name += (name.empty() ? "" : "-") + word;
        }
        names.push_back(name.empty() ? sets[i] : name);
    }
    return names;
}

}  // namespace zscape
