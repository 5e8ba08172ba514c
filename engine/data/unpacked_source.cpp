#include "engine/data/unpacked_source.h"

#include "engine/core/paths.h"
#include "engine/data/content_hash.h"

#include <utility>

namespace zscape {

namespace fs = std::filesystem;

namespace {

class UnpackedSource final : public PictureSource {
public:
    UnpackedSource(std::shared_ptr<const UnpackedArrays> unpacked, std::unique_ptr<PictureSource> arrays,
                   std::string set)
        : unpacked_(std::move(unpacked)),
          arrays_(std::move(arrays)),
          set_(std::move(set)),
          stamp_(stampOf(unpacked_->archive())) {}

    int64_t candidates() const override { return arrays_->candidates(); }
    int64_t pictures() const override { return arrays_->pictures(); }
    Hash128 identity() const override {
        return Hash128::of("unpacked" + named() + '\0' + std::to_string(stamp_.bytes) + '\0' +
                           arrays_->identity().hex());
    }
    std::vector<SourceFile> files() const override {
        return {{unpacked_->archive().filename().string(), 0, SourceFile::Kind::Picture, stamp_, content_}};
    }
    fs::path pathOfFile(size_t) const override { return unpacked_->archive(); }
    Hash128 contents(const std::vector<int64_t>& kept) const override {
        return Hash128::of("unpacked" + named() + '\0' + content_.hex() + '\0' + arrays_->contents(kept).hex());
    }
    Target targetFor(const ImportSettings& settings) const override {
        return unpacked_->within([&] { return arrays_->targetFor(settings); });
    }
    FileNumbers numbers() const override { return arrays_->numbers(); }
    ValueSample sampleValues(const Target& target, const ImportOptions& options, SampleFor purpose) const override {
        return unpacked_->within([&] { return arrays_->sampleValues(target, options, purpose); });
    }
    BackgroundGuess guessBackground(const ImportOptions& options, const Target& target) const override {
        return unpacked_->within([&] { return arrays_->guessBackground(options, target); });
    }
    SourceSummary summary() const override {
        return unpacked_->within([&] { return arrays_->summary(); });
    }
    void prepare(std::stop_token stop) override {
        content_ = contentHash(unpacked_->archive(), stop);
        unpacked_->within([&] { arrays_->prepare(stop); });
    }
    cv::Mat read(int64_t candidate, const Target& target, Scratch& scratch) const override {
        return unpacked_->within([&] { return arrays_->read(candidate, target, scratch); });
    }
    std::vector<cv::Size> sizes(const Target& target, const std::stop_token& stop) const override {
        return unpacked_->within([&] { return arrays_->sizes(target, stop); });
    }
    std::string nameOf(int64_t candidate) const override { return arrays_->nameOf(candidate); }
    int labelOf(int64_t candidate) const override { return arrays_->labelOf(candidate); }
    std::vector<std::string> labelNames() const override { return arrays_->labelNames(); }
    std::vector<std::string> factorNames() const override { return arrays_->factorNames(); }
    float factor(int64_t candidate, int index) const override { return arrays_->factor(candidate, index); }
    bool hasOwnSplit() const override { return arrays_->hasOwnSplit(); }
    Side sideOf(int64_t candidate) const override { return arrays_->sideOf(candidate); }
    SourceFindings findings() const override {
        SourceFindings findings = arrays_->findings();
        for (ErrorInfo& remark : findings.remarks) remark = unpacked_->within(std::move(remark));
        if (findings.sets) findings.sets->source = unpacked_->within(fs::path(findings.sets->source)).string();
        return findings;
    }
    std::vector<UnreadableFile> unreadable() const override {
        std::vector<UnreadableFile> files = arrays_->unreadable();
        for (auto& [file, reason] : files) {
            file = unpacked_->within(file);
            reason = unpacked_->within(std::move(reason));
        }
        return files;
    }
    std::string title() const override { return displayName(unpacked_->archive()); }

private:
    std::string named() const {
        return '\0' + unpacked_->archive().filename().string() + (set_.empty() ? std::string() : "#" + set_);
    }

    const std::shared_ptr<const UnpackedArrays> unpacked_;
    const std::unique_ptr<PictureSource> arrays_;  ///< reads from it
    const std::string set_;
    const FileStamp stamp_;  ///< of the archive
    Hash128 content_;        ///< the same, after prepare()
};

}  // namespace

std::unique_ptr<PictureSource> makeUnpackedSource(std::shared_ptr<const UnpackedArrays> unpacked,
                                                  std::unique_ptr<PictureSource> arrays, std::string set) {
    return std::make_unique<UnpackedSource>(std::move(unpacked), std::move(arrays), std::move(set));
}

}  // namespace zscape
