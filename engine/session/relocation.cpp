#include "engine/session/relocation.h"

#include "engine/core/paths.h"
#include "engine/data/set_name.h"

#include <algorithm>
#include <filesystem>

namespace zscape {

namespace fs = std::filesystem;

namespace {

fs::path plain(const std::string& path) { return absolutePath(path); }

fs::path commonFolder(const std::vector<std::string>& paths) {
    fs::path common = plain(paths.front()).parent_path();
    for (const std::string& path : paths) {
        const fs::path folder = plain(path).parent_path();
        const auto differs = std::mismatch(common.begin(), common.end(), folder.begin(), folder.end()).first;
        fs::path shared;
        for (auto part = common.begin(); part != differs; ++part) shared /= *part;
        common = shared;
    }
    return common;
}

}  // namespace

std::vector<std::vector<std::string>> placesFor(const std::vector<std::string>& before, const std::string& chosen) {
    const fs::path now = plain(chosen);
    std::vector<std::vector<std::string>> places;
    const auto consider = [&](std::vector<std::string> place) {
        const bool there = std::all_of(place.begin(), place.end(), sourceExists);
        if (there && std::find(places.begin(), places.end(), place) == places.end()) places.push_back(std::move(place));
    };
    if (before.empty() || !sourceExists(now.string())) return places;
    // Inside of what was chosen first: reading less than was chosen costs less than reading more.
    const fs::path common = commonFolder(before);
    std::vector<std::string> byNames, byPaths;
    for (const std::string& path : before) {
        byNames.push_back((now / plain(path).filename()).string());
        byPaths.push_back((now / plain(path).lexically_relative(common)).string());
    }
    consider(byPaths);
    consider(byNames);
    if (before.size() == 1) {
        const std::string set = namedSource(before.front()).set;
        const bool named = set.empty() || !namedSource(chosen).set.empty();
        consider({named ? now.string() : now.string() + "#" + set});
    }
    return places;
}

std::string movedAlong(const std::string& other, const std::string& before, const std::string& now) {
    const fs::path path = plain(other);
    if (const fs::path inside = path.lexically_relative(plain(before)); !inside.empty() && *inside.begin() != "..")
        return (plain(now) / inside).lexically_normal().string();
    fs::path from = plain(before).parent_path(), to = plain(now).parent_path();
    while (from.has_relative_path() && to.has_relative_path() && from.filename() == to.filename()) {
        from = from.parent_path();
        to = to.parent_path();
    }
    const fs::path rest = path.lexically_relative(from);
    if (rest.empty() || *rest.begin() == "..") return other;
    return (to / rest).lexically_normal().string();
}

std::vector<std::vector<std::string>> heldOutPlaces(const std::vector<std::string>& heldOut, const std::string& before,
                                                    const std::string& now, const std::string& chosen) {
    const auto isThere = [](const std::string& source) {
        return source.starts_with("sample:") || sourceExists(source);
    };
    std::vector<std::string> moved = heldOut;
    for (std::string& source : moved)
        if (!isThere(source)) source = movedAlong(source, before, now);
    std::vector<std::vector<std::string>> places = placesFor(heldOut, chosen);
    // Where none of them is, its name is the one to be told.
    if (places.empty() || std::all_of(moved.begin(), moved.end(), isThere)) places.insert(places.begin(), moved);
    return places;
}

std::string tablesMovedAlong(const std::string& tables, const std::string& before, const std::string& now) {
    if (tables.empty() || tables == "none") return tables;
    std::string moved;
    for (size_t at = 0; at <= tables.size();) {
        const size_t end = std::min(tables.find(';', at), tables.size());
        const std::string table = tables.substr(at, end - at);
        std::error_code missing;
        moved += (at == 0 ? "" : ";") + (fs::exists(table, missing) ? table : movedAlong(table, before, now));
        at = end + 1;
    }
    return moved;
}

}  // namespace zscape
