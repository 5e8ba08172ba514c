#pragma once

#include "engine/data/folder_walk.h"
#include "engine/data/picture_source.h"

#include <filesystem>
#include <string>
#include <vector>

namespace zscape {

/// One of the folders or files that a person chose.
struct ChosenPath {
    std::filesystem::path path;  ///< absolute
    std::string set;             ///< of several that it holds, as a person named it; empty: the only one
    bool isFolder = true;
    FolderContents contents;  ///< for a file: itself, by its name
};

/// A file that may be a picture.
struct FileEntry {
    int base = 0;
    FoundFile file;
    bool byItself = false;  ///< chosen by the person: it must be an image
};

/// By its name, and whether a person chose it.
SourceFile::Kind kindOf(const FileEntry& entry);

/// The files below what a person chose, without those of ground truth, masks and annotations (standAside), in no
/// particular order; and the tables in these folders and right beside them.
class ChosenFiles {
public:
    explicit ChosenFiles(std::vector<ChosenPath> chosen);

    std::filesystem::path pathOf(const FileEntry& entry) const;
    std::string shownName(const FileEntry& entry) const;
    /// By what it is called and how long it is: chance's order among files, the same wherever they lie.
    Hash128 drawOf(const FileEntry& entry) const;

    std::vector<Base> bases;
    std::vector<FileEntry> entries;
    std::vector<UnreadableFile> unreadable;
    SourceFindings findings;  ///< what is hidden and aside, and tables
    std::string titles;
    bool complete = true;  ///< false: cut short at a limit

private:
    int baseFor(const std::string& path, const std::string& prefix);
    void noteTables(const ChosenPath& chosen, const std::filesystem::path& folder);
    void leaveAside();
};

}  // namespace zscape
