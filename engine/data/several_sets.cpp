#include "engine/data/several_sets.h"

#include "engine/data/folder_names.h"
#include "engine/data/import.h"
#include "engine/data/set_name.h"

#include <algorithm>
#include <utility>

namespace zscape {

int chosenSet(const std::vector<std::string>& sources, const SetChoice& choice) {
    const std::vector<std::string> absolute = absoluteSources(sources);
    const auto source = std::find_if(absolute.begin(), absolute.end(),
                                     [&](const std::string& one) { return namedSource(one).path == choice.source; });
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
