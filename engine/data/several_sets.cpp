#include "engine/data/several_sets.h"

#include "engine/data/folder_names.h"
#include "engine/data/import.h"
#include "engine/data/set_name.h"

#include <algorithm>
#include <utility>

namespace zscape {

namespace {

/// Of `sources`, all absolute; their end where none is the choice's.
template <class Sources>
auto sourceOf(Sources& sources, const SetChoice& choice) {
    return std::find_if(sources.begin(), sources.end(),
                        [&](const std::string& source) { return namedSource(source).path == choice.source; });
}

}  // namespace

std::vector<std::string> withSet(std::vector<std::string> sources, const SetChoice& choice, const std::string& set) {
    sources = absoluteSources(std::move(sources));
    if (const auto source = sourceOf(sources, choice); source != sources.end()) *source = choice.source + "#" + set;
    return sources;
}

int chosenSet(const std::vector<std::string>& sources, const SetChoice& choice) {
    const std::vector<std::string> absolute = absoluteSources(sources);
    const auto source = sourceOf(absolute, choice);
    if (source == absolute.end()) return -1;
    const std::string named = namedSource(*source).set;
    auto chosen = std::find_if(choice.sets.begin(), choice.sets.end(),
                               [&](const SetChoice::Set& set) { return set.name == named; });
    // A person may have written more of the name than is needed.
    if (chosen == choice.sets.end())
        chosen = std::find_if(choice.sets.begin(), choice.sets.end(),
                              [&](const SetChoice::Set& set) { return namesSet(set.name, wordsOf(named)); });
    return chosen != choice.sets.end() ? static_cast<int>(chosen - choice.sets.begin()) : -1;
}

}  // namespace zscape
