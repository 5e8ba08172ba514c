#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace zscape {

/// The folders in names like "train/cats/1.png", by level: level 1 has "train", level 2 "cats". A folder is told apart
/// by its own name, whatever it lies in: train/cats and test/cats are the same "cats".
class FolderLevels {
public:
    struct Level {
        std::vector<std::string> folders;  ///< bytes, in natural order
        std::vector<int64_t> images;       ///< of each folder: how many names go through it
        std::vector<int32_t> of;           ///< for each name an index into `folders`; -1: it has no folder so deep
        bool namesSplit = false;           ///< every folder has a split's name
    };

    /// Looks at most 12 levels deep.
    explicit FolderLevels(const std::vector<std::string>& names);

    int count() const { return static_cast<int>(levels_.size()); }
    /// 1 to count()
    const Level& at(int level) const { return levels_[static_cast<size_t>(level - 1)]; }

    /// Whether its folders may be labels: two or more, and not those of a split.
    bool usable(int level) const { return !at(level).namesSplit && at(level).folders.size() >= 2; }

    /// The level whose folders are the data's own split: all have a split's name, one is train and another is not. 0:
    /// none.
    int splitLevel() const;
    /// The level that names classes, 0 when none does: the first usable one. A level is passed over when nearly all
    /// names go through one of its folders and what names classes lies below that one: the others are strays.
    int labelLevel() const;

private:
    std::vector<Level> levels_;
};

}  // namespace zscape
