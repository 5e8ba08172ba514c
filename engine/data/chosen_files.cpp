#include "engine/data/chosen_files.h"

#include "engine/core/paths.h"
#include "engine/data/decode.h"
#include "engine/data/folder_names.h"
#include "engine/data/no_picture.h"
#include "engine/data/table_reader.h"

#include <algorithm>

namespace zscape {

namespace fs = std::filesystem;

namespace {

/// How many names beside a folder are looked at for tables.
constexpr int64_t kMostBeside = 10'000;

}  // namespace

SourceFile::Kind kindOf(const FileEntry& entry) {
    if (entry.byItself) return SourceFile::Kind::Picture;
    switch (kindOfName(entry.file.name)) {
        case NameKind::Readable: return SourceFile::Kind::Picture;
        case NameKind::Unsupported: return SourceFile::Kind::Refused;
        case NameKind::Unknown: break;
    }
    return SourceFile::Kind::Unsure;
}

ChosenFiles::ChosenFiles(std::vector<ChosenPath> chosen) {
    // The same order however they were chosen: bases are known by their number.
    std::sort(chosen.begin(), chosen.end(), [](const ChosenPath& a, const ChosenPath& b) {
        return std::pair(a.path.filename(), a.path) < std::pair(b.path.filename(), b.path);
    });
    const bool several =
        std::count_if(chosen.begin(), chosen.end(), [](const ChosenPath& path) { return path.isFolder; }) > 1;
    for (ChosenPath& path : chosen) {
        titles += (titles.empty() ? "" : ", ") + displayName(path.path);
        const fs::path folder = path.isFolder ? path.path : path.path.parent_path();
        const int base = baseFor(folder.string(), several && path.isFolder ? folder.filename().string() + "/" : "");
        complete = complete && path.contents.complete;
        findings.hidden += path.contents.hidden;
        noteTables(path, folder);
        for (FoundFile& file : path.contents.files) entries.push_back({base, std::move(file), !path.isFolder});
        unreadable.insert(unreadable.end(), path.contents.unreadable.begin(), path.contents.unreadable.end());
    }
    for (const Base& base : bases) findings.tables.roots.push_back({base.path, base.prefix});
    leaveAside();
}

int ChosenFiles::baseFor(const std::string& path, const std::string& prefix) {
    const auto found = std::find_if(bases.begin(), bases.end(),
                                    [&](const Base& base) { return base.path == path && base.prefix == prefix; });
    if (found != bases.end()) return static_cast<int>(found - bases.begin());
    bases.push_back({path, prefix});
    return static_cast<int>(bases.size()) - 1;
}

/// Tables in a folder, and those right beside it; for a single file, those beside that.
void ChosenFiles::noteTables(const ChosenPath& chosen, const fs::path& folder) {
    for (const FoundFile& file : chosen.contents.files)
        if (chosen.isFolder && isTableName(file.name)) findings.tables.inside.push_back(folder / file.name);
    std::vector<fs::path>& beside = findings.tables.beside;
    std::error_code listing;
    int64_t looked = 0;
    const fs::path where = chosen.isFolder ? folder.parent_path() : folder;
    for (fs::directory_iterator entry(where, listing), end; !listing && entry != end && looked < kMostBeside;
         entry.increment(listing), ++looked) {
        const fs::path file = entry->path();
        const std::string name = file.filename().string();
        if (name.front() == '.' || !isTableName(name) || std::find(beside.begin(), beside.end(), file) != beside.end())
            continue;
        std::error_code gone;
        if (entry->is_regular_file(gone)) beside.push_back(file);
    }
    // Those that lie highest first: the one that comes first gives columns their names.
    const auto depth = [](const fs::path& path) { return std::count(path.native().begin(), path.native().end(), '/'); };
    std::sort(findings.tables.inside.begin(), findings.tables.inside.end(), [&](const fs::path& a, const fs::path& b) {
        return std::pair(depth(a), a.native()) < std::pair(depth(b), b.native());
    });
    std::sort(beside.begin(), beside.end());
}

void ChosenFiles::leaveAside() {
    std::vector<std::string> names;
    names.reserve(entries.size());
    for (const FileEntry& entry : entries) names.push_back(entry.byItself ? std::string() : shownName(entry));
    const std::vector<bool> aside = standAside(names);
    size_t kept = 0;
    for (size_t i = 0; i < entries.size(); ++i) {
        if (aside[i]) {
            ++findings.aside;
            continue;
        }
        if (kept != i) entries[kept] = std::move(entries[i]);
        ++kept;
    }
    entries.resize(kept);
}

fs::path ChosenFiles::pathOf(const FileEntry& entry) const {
    return fs::path(bases[static_cast<size_t>(entry.base)].path) / entry.file.name;
}
std::string ChosenFiles::shownName(const FileEntry& entry) const {
    return bases[static_cast<size_t>(entry.base)].prefix + entry.file.name;
}

Hash128 ChosenFiles::drawOf(const FileEntry& entry) const {
    return Hash128::of(std::to_string(entry.base) + '\0' + shownName(entry) + '\0' +
                       std::to_string(entry.file.stamp.bytes));
}

}  // namespace zscape
