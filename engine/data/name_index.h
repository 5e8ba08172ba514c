#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace zscape {

/// Finds images by what a table calls them: a path or its end, with or without folders and ending, with '\' or '/', in
/// any case (ASCII).
class NameIndex {
public:
    /// `names`: paths with '/' between components; they outlive the index.
    explicit NameIndex(const std::vector<std::string>& names);

    static constexpr int64_t kNone = -1,
                             kSeveral = -2;  ///< no image is called so; several are and nothing tells them apart
    /// `folder`: that of the table, "" or "train/": names are first looked for from there.
    int64_t find(std::string_view cell, std::string_view folder) const;

private:
    struct Key {
        uint64_t hash = 0;
        int64_t image = 0;
        bool operator<(const Key& other) const { return hash != other.hash ? hash < other.hash : image < other.image; }
    };
    struct Best;
    void offer(const std::vector<Key>& keys, std::string_view wanted, std::string_view cell, std::string_view folder,
               Best& best) const;

    const std::vector<std::string>& names_;
    std::vector<Key> whole_;  ///< by the whole path without its ending, sorted
    std::vector<Key> last_;   ///< by the last component without its ending, sorted
};

}  // namespace zscape
