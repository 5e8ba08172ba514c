#pragma once

#include "engine/data/image_tables.h"
#include "engine/data/import.h"
#include "engine/data/picture_source.h"

#include <memory>
#include <string>
#include <vector>

namespace zscape {

/// What an arrangement begins with. It stays the same however often a set is arranged anew.
struct ArrangeMaterial {
    std::shared_ptr<const ImageSet> images;  ///< the pixels, with what their source says itself
    SourceFindings findings;
    std::vector<int64_t> twins;  ///< for each image the first equal one; empty when all differ
};

/// What is laid over the pixels.
struct Arrangement {
    std::vector<int32_t> labels;          ///< for each image an index into labelNames, or -1
    std::vector<std::string> labelNames;  ///< UTF-8
    bool ownSplit = false;
    std::vector<Side> sides;      ///< for each image, with an own split
    std::vector<int64_t> groups;  ///< for each image, or empty: each by itself
    std::shared_ptr<const ImageTables> tables;
    ImportReport report;
    ImportSettings settings;  ///< those of the pixels, and what was chosen, resolved
};

/// Pixels of one set, arranged.
class ArrangedImageSet final : public ImageSet {
public:
    ArrangedImageSet(std::shared_ptr<const ArrangeMaterial> material, Arrangement arrangement)
        : material_(std::move(material)),
          images_(*material_->images),
          arrangement_(std::move(arrangement)) {}

    int64_t count() const override { return images_.count(); }
    int size() const override { return images_.size(); }
    int channels() const override { return images_.channels(); }
    ChannelColours channelColours() const override { return arrangement_.settings.colours; }
    void read(std::span<const int64_t> indices, const PixelRows& out) const override { images_.read(indices, out); }
    bool hasMask() const override { return images_.hasMask(); }
    bool isInMemory() const override { return images_.isInMemory(); }
    bool isIntact() const override { return images_.isIntact(); }
    int labelOf(int64_t index) const override { return arrangement_.labels[static_cast<size_t>(index)]; }
    const std::vector<std::string>& labelNames() const override { return arrangement_.labelNames; }
    std::string nameOf(int64_t index) const override { return images_.nameOf(index); }
    std::filesystem::path fileOf(int64_t index) const override { return images_.fileOf(index); }
    ImagePlace placeOf(int64_t index) const override { return images_.placeOf(index); }
    int pageOf(int64_t index) const override { return images_.pageOf(index); }
    bool hasOwnSplit() const override { return arrangement_.ownSplit; }
    Side ownSideOf(int64_t index) const override {
        return arrangement_.ownSplit ? arrangement_.sides[static_cast<size_t>(index)] : Side::Train;
    }
    int64_t groupOf(int64_t index) const override {
        return arrangement_.groups.empty() ? -1 : arrangement_.groups[static_cast<size_t>(index)];
    }
    int64_t twinOf(int64_t index) const override {
        return material_->twins.empty() ? index : material_->twins[static_cast<size_t>(index)];
    }
    const std::vector<Attribute>& attributes() const override { return arrangement_.tables->attributes; }
    double numberOf(int64_t index, size_t attribute) const override {
        return arrangement_.tables->columns[attribute].numberOf(index);
    }
    std::string textOf(int64_t index, size_t attribute) const override {
        return arrangement_.tables->columns[attribute].textOf(index);
    }
    const ImportReport& importReport() const override { return arrangement_.report; }
    int64_t found() const override { return images_.found(); }
    const std::vector<UnreadableFile>& unreadable() const override { return images_.unreadable(); }
    const std::vector<std::string>& sources() const override { return images_.sources(); }
    std::string fingerprint() const override { return images_.fingerprint(); }
    const std::vector<std::string>& factorNames() const override { return images_.factorNames(); }
    float factor(int64_t index, int factorIndex) const override { return images_.factor(index, factorIndex); }

    const std::shared_ptr<const ArrangeMaterial>& material() const { return material_; }
    const Arrangement& arrangement() const { return arrangement_; }

private:
    std::shared_ptr<const ArrangeMaterial> material_;
    const ImageSet& images_;  ///< material_->images
    Arrangement arrangement_;
};

/// \param known tables that were read before, taken again where `settings` asks for the same; may be null
/// \throws Error as arrangeImages()
std::shared_ptr<const ImageSet> arrangeMaterial(std::shared_ptr<const ArrangeMaterial> material,
                                                const ImportSettings& settings,
                                                const std::shared_ptr<const ImageTables>& known);

/// A set out of the cache with what was found beside its pictures.
std::shared_ptr<const ArrangeMaterial> materialFrom(std::shared_ptr<const ImageSet> images, SourceFindings findings);

}  // namespace zscape
