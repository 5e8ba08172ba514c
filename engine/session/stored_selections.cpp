#include "engine/session/stored_selections.h"

#include <algorithm>
#include <unordered_map>

namespace zscape {
namespace {

/// Images of each name, in their order; only of names that are asked for, for a set may have millions.
class PlacesOfNames {
public:
    PlacesOfNames(const StoredSelections& stored, const ImageSet& images) {
        for (const StoredSelection& selection : stored)
            for (const std::string& name : selection.images) places_.try_emplace(name);
        if (places_.empty()) return;
        for (int64_t image = 0; image < images.count(); ++image)
            if (const auto found = places_.find(images.nameOf(image)); found != places_.end())
                found->second.push_back(image);
    }
    /// The `nth` image of the name, from 0 on; below 0: there are not so many.
    int64_t place(const std::string& name, size_t nth) const {
        const std::vector<int64_t>& all = places_.at(name);
        return nth < all.size() ? all[nth] : -1;
    }

private:
    std::unordered_map<std::string, std::vector<int64_t>> places_;
};

}  // namespace

StoredSelections storedSelections(const NamedImages& named, const ImageSet& images) {
    StoredSelections stored;
    for (const NamedImageList& list : named) {
        StoredSelection& selection = stored.emplace_back(StoredSelection{list.name, list.note, {}});
        selection.images.reserve(list.images.size() + list.gone.size());
        for (const int64_t image : list.images) {
            if (image < 0 || image >= images.count())
                throw Error("selection.image", "The selection %1 names image %2, and there are %3.",
                            {list.name, std::to_string(image), std::to_string(images.count())});
            selection.images.push_back(images.nameOf(image));
        }
        selection.images.insert(selection.images.end(), list.gone.begin(), list.gone.end());
    }
    return stored;
}

NamedImages namedAmong(const StoredSelections& stored, const ImageSet& images) {
    const PlacesOfNames places(stored, images);
    NamedImages named;
    for (const StoredSelection& selection : stored) {
        NamedImageList& list = named.emplace_back(NamedImageList{selection.name, selection.note, {}});
        std::unordered_map<std::string, size_t> seen;
        for (const std::string& name : selection.images) {
            const int64_t place = places.place(name, seen[name]++);
            if (place >= 0) list.images.push_back(place);
            else list.gone.push_back(name);
        }
        std::sort(list.images.begin(), list.images.end());
    }
    return named;
}

int64_t goneFrom(const NamedImages& named) {
    int64_t gone = 0;
    for (const NamedImageList& list : named) gone += std::ssize(list.gone);
    return gone;
}

}  // namespace zscape
