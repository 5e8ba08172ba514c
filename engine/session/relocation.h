#pragma once

#include <string>
#include <vector>

namespace zscape {

/// Where images that lay at `before` may lie, when a person says `chosen`, the likeliest first. `chosen` is what
/// `before` was (a folder, a file), or a folder in which all of it lies by its own names.
std::vector<std::vector<std::string>> placesFor(const std::vector<std::string>& before, const std::string& chosen);

/// `other` moved as `before` moved to `now`: "/a/set/train" to "/b/set/train" brings "/a/set/test" to "/b/set/test",
/// and what lies in the one to the other. Unchanged when it lay elsewhere.
std::string movedAlong(const std::string& other, const std::string& before, const std::string& now);

/// Where held-out images that lay at `heldOut` may lie, now that those that lay at `before` were found at `now` after a
/// person said `chosen`: where they were, moved along, or in what was chosen. At least one place, the likeliest first.
std::vector<std::vector<std::string>> heldOutPlaces(const std::vector<std::string>& heldOut, const std::string& before,
                                                    const std::string& now, const std::string& chosen);

/// The same for ImportSettings::table: those of its files that are not there any more.
std::string tablesMovedAlong(const std::string& tables, const std::string& before, const std::string& now);

}  // namespace zscape
