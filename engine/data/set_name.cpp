#include "engine/data/set_name.h"

#include "engine/data/folder_names.h"

#include <algorithm>
#include <string_view>

namespace zscape {

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
