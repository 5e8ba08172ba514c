#include "engine/core/paths.h"
#include "engine/project/project.h"
#include "engine/session/session.h"

#include <algorithm>
#include <system_error>

namespace zscape {

std::filesystem::path unsavedFolder() { return dataFolder() / "unsaved"; }

std::vector<std::filesystem::path> leftUnsaved(const std::filesystem::path& folder) {
    std::vector<std::pair<std::filesystem::file_time_type, std::filesystem::path>> found;
    std::error_code ignored;
    for (auto entry = std::filesystem::directory_iterator(folder, ignored);
         entry != std::filesystem::directory_iterator(); entry.increment(ignored)) {
        const std::filesystem::path& place = entry->path();
        if (place.extension() != ".zscape" || !Project::isProject(place)) continue;
        try {
            const Project project = Project::open(place);
            if (project.currentRun())
                found.emplace_back(std::filesystem::last_write_time(place / "project.db", ignored), place);
        } catch (const Error&) {  // NOLINT(bugprone-empty-catch)
            // Open in another window, or damaged: nothing to offer.
        }
    }
    std::sort(found.rbegin(), found.rend());
    std::vector<std::filesystem::path> places;
    places.reserve(found.size());
    for (auto& [when, place] : found) places.push_back(std::move(place));
    return places;
}

}  // namespace zscape
