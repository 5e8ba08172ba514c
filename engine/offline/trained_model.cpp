#include "engine/offline/trained_model.h"

#include "engine/analysis/factor_scores.h"
#include "engine/analysis/label_probe.h"
#include "engine/analysis/pictures.h"
#include "engine/objective/posterior_statistics.h"
#include "engine/core/paths.h"
#include "engine/data/import_settings.h"
#include "engine/objective/build_model.h"
#include "engine/offline/decoder_measures.h"
#include "engine/offline/importance_sampling.h"
#include "engine/offline/model_labels.h"
#include "engine/offline/own_features.h"
#include "engine/training/checkpoint.h"
#include "engine/training/code_rows.h"
#include "engine/training/evaluation.h"
#include "engine/training/precision.h"
#include "engine/training/random.h"

#include <ATen/Functions.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <numeric>

namespace zscape {

namespace {

constexpr int64_t kCodesForFit = 10'000;
constexpr int64_t kMostSamples = 10'000;       // of the Fréchet distance
constexpr int64_t kMostForSensitivity = 1000;  // images

/// Progress in images, with the time that is left by the speed so far.
class Counter {
public:
    Counter(std::string verb, int64_t total, const ProgressSink& sink)
        : progress_{std::move(verb), 0, total, -1},
          sink_(sink) {}

    void add(int64_t images) {
        progress_.done += images;
        const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count();
        progress_.secondsLeft =
            seconds * static_cast<double>(progress_.total - progress_.done) / static_cast<double>(progress_.done);
        if (sink_) sink_(progress_);
    }

private:
    Progress progress_;
    const ProgressSink& sink_;
    std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

/// inBatches(), counting, until asked to stop.
template <typename Work>
void countedBatches(const std::vector<int64_t>& indices, int64_t batch, Counter counter, const std::stop_token& stop,
                    Work work) {
    inBatches(indices, batch, [&](const std::vector<int64_t>& some) {
        if (stop.stop_requested()) throw Cancelled();
        work(some);
        counter.add(std::ssize(some));
    });
}

Tensor standardNormal(int64_t count, int64_t dimensions, uint64_t seed) {
    return at::randn({count, dimensions}, makeGenerator(at::kCPU, mixSeed(seed, RandomStream::Codes)),
                     at::TensorOptions().dtype(at::kDouble));
}

/// noise [K,D] of N(0, I) -> codes of the Gaussian that is fitted to codes [N,D], double.
Tensor drawnLike(const Tensor& codes, const Tensor& noise) {
    const Tensor mean = codes.mean(0), centred = codes - mean;
    // A little on the diagonal: fewer images than dimensions leave the covariance without full rank.
    const Tensor covariance =
        at::mm(centred.t(), centred) / static_cast<double>(std::max<int64_t>(1, codes.size(0) - 1)) +
        at::eye(codes.size(1), codes.options()) * 1e-6;
    return mean + at::mm(noise, at::linalg_cholesky(covariance).t());
}

}  // namespace

struct TrainedModel::Implementation {
    ModelSpec spec;
    StoredData data;
    std::filesystem::path folder;
    int64_t run = 0;
    std::optional<ErrorInfo> lost;
    CheckpointInfo checkpoint;
    ComputePlan plan;
    Model model;
    ImportSettings importSettings;
    std::optional<ModelLabels> labels;  ///< set by open()
    std::optional<RowFinder>
        rows;  ///< of a model whose codes lie in a table: images that trained are known again by their pixels

    /// For these images of the set.
    BatchAssembler assembler(const ImageSet& images, const std::vector<int64_t>& indices) const {
        return {borrowed(images), plan.device, plan.channelsLast, rowsOf(images, indices),
                labels->reader(images, indices)};
    }
    std::shared_ptr<const std::vector<int64_t>> rowsOf(const ImageSet& images,
                                                       const std::vector<int64_t>& indices) const {
        if (!rows) return nullptr;
        const std::vector<int64_t> found = rows->find(keysOf(images, indices), /*once=*/false);
        auto all = std::make_shared<std::vector<int64_t>>(static_cast<size_t>(images.count()), -1);
        for (size_t i = 0; i < found.size(); ++i) (*all)[static_cast<size_t>(indices[i])] = found[i];
        return all;
    }
    void loadRows(const std::vector<uint8_t>& bytes) {
        RowTable* table = model.encoder->table();
        if (!table) return;
        StoredRows stored = readRows(SafetensorsView::parse(bytes), *table);
        table->values = std::move(stored.values);
        rows.emplace(stored.keys);
    }

    Tensor labelTensor(const std::vector<int64_t>& some, size_t begin, int64_t count) const {
        const Tensor read = labels->tensor(some, begin, count);
        return read.defined() ? read.to(plan.device) : read;
    }
    at::Generator generator(uint64_t seed) const { return makeGenerator(plan.device, seed); }
};

TrainedModel::TrainedModel(std::unique_ptr<Implementation> implementation) : impl_(std::move(implementation)) {}
TrainedModel::TrainedModel(TrainedModel&&) noexcept = default;
TrainedModel& TrainedModel::operator=(TrainedModel&&) noexcept = default;
TrainedModel::~TrainedModel() = default;

TrainedModel TrainedModel::open(const std::filesystem::path& folder, int64_t number) {
    const Project project = Project::openForReading(folder);
    const std::optional<StoredRun> run = project.run(number);
    const std::optional<StoredData> data = project.data(run ? run->id : 0);
    const auto stored =
        run ? project.newestCheckpoint(run->id, {requireCheckpoint, requireFiniteWeights}) : std::nullopt;
    if (!data || !stored) {
        throw Error(
            "project.untrained",
            "The project %1 holds no trained weights. Train it first: zscape-cli train DATA --recipe NAME --project %1",
            {displayName(folder)});
    }
    auto result = std::make_unique<Implementation>();
    result->run = run->id;
    result->lost = stored->lost;
    result->checkpoint = readCheckpointInfo(stored->bytes);
    result->spec = result->checkpoint.spec;
    result->labels.emplace(result->spec);
    result->data = *data;
    result->folder = folder;
    result->importSettings = importSettingsFromJson(data->importSettings);
    result->plan = planFor(result->spec, "auto", "fp32", 0);
    useThreads(result->plan.threads);
    result->model = buildModel(result->spec, result->checkpoint.seed);
    loadCheckpointWeights(result->model, stored->bytes);
    result->loadRows(stored->bytes);
    result->model.to(result->plan.device);
    if (result->plan.channelsLast) result->model.toChannelsLast();
    result->model.setTraining(false);
    return TrainedModel(std::move(result));
}

const ModelSpec& TrainedModel::spec() const { return impl_->spec; }
int64_t TrainedModel::step() const { return impl_->checkpoint.step; }
int64_t TrainedModel::run() const { return impl_->run; }
const std::optional<ErrorInfo>& TrainedModel::lost() const { return impl_->lost; }
int64_t TrainedModel::parameterCount() const { return impl_->model.parameterCount(); }
const StoredData& TrainedModel::data() const { return impl_->data; }
int TrainedModel::latentDimensions() const { return static_cast<int>(impl_->spec.codeSize()); }
std::vector<LedgerLine> TrainedModel::ledger() const {
    return impl_->model.objective->ledger(*impl_->model.likelihood);
}
bool TrainedModel::hasVariance() const { return impl_->model.latent->hasVariance(); }

void TrainedModel::useLabel(const std::string& name) { impl_->labels->use(name); }

std::vector<int64_t> TrainedModel::labelsOf(const ImageSet& images, const std::vector<int64_t>& indices) const {
    return impl_->labels->of(images, indices);
}

std::vector<int64_t> TrainedModel::labelsInTurn(int64_t count) const { return impl_->labels->inTurn(count); }

std::shared_ptr<const ImageSet> TrainedModel::import(const std::vector<std::string>& sources,
                                                     const ProgressSink& progress, std::stop_token stop) const {
    ImportRequest request{sources, impl_->importSettings};
    request.settings.size = impl_->spec.shape.size;
    request.settings.channels = impl_->spec.shape.channels;
    ImportOptions options;
    options.onProgress = progress;
    const auto images = importOthers(request, options, stop);
    return images->sources() == impl_->data.sources ? arrangeImages(images, impl_->importSettings) : images;
}

namespace {

/// The run's own images, which may be gone. `folder` is the project's.
template <typename Read>
std::shared_ptr<const ImageSet> readOwn(const std::vector<std::string>& sources, const std::filesystem::path& folder,
                                        const Read& read) {
    try {
        return read();
    } catch (const Error& error) {
        throw Error("project.images",
                    "The images of this project, %1, cannot be read: %2 Say where they are now: zscape-cli train "
                    "FOLDER --resume --project %3",
                    {sources.empty() ? std::string() : displayName(sources.front()), error.info().sentence(),
                     displayName(folder)});
    }
}

}  // namespace

TrainedModel::Selection TrainedModel::side(Side side, const ProgressSink& progress, std::stop_token stop) const {
    const bool heldOutApart = !impl_->data.heldOutSources.empty();
    if (heldOutApart && side == Side::HeldOut) {
        const auto images = readOwn(impl_->data.heldOutSources, impl_->folder,
                                    [&] { return import(impl_->data.heldOutSources, progress, stop); });
        return {images, allOf(*images)};
    }
    const auto images = readOwn(impl_->data.sources, impl_->folder, [&] {
        try {
            return import(impl_->data.sources, progress, stop);
        } catch (const Error&) {
            // To learn what codes it makes the decoded ones do as well: they are the same pictures.
            if (side != Side::Train) throw;
            if (auto cached = cachedImages(impl_->data.fingerprint, impl_->importSettings, {})) return cached;
            throw;
        }
    });
    Split split = heldOutApart ? splitForApart(*images)
                               : makeSplit(*images, impl_->spec.number("heldout_fraction"), impl_->checkpoint.seed);
    return {images, std::move(side == Side::Train ? split.train : side == Side::Test ? split.test : split.heldOut)};
}

FloatMatrix TrainedModel::encode(const ImageSet& images, const std::vector<int64_t>& indices,
                                 const ProgressSink& progress, std::stop_token stop) {
    const BatchAssembler assembler = impl_->assembler(images, indices);
    FloatMatrix codes{static_cast<int64_t>(indices.size()), latentDimensions(), {}};
    codes.values.reserve(indices.size() * static_cast<size_t>(codes.columns));
    countedBatches(indices, evaluationBatch(impl_->spec.shape), {"Encoding images", codes.rows, progress}, stop,
                   [&](const std::vector<int64_t>& some) {
                       const Tensor mu = encoded(impl_->model, assembler.make(some)).to(at::kFloat).cpu().contiguous();
                       codes.values.insert(codes.values.end(), mu.const_data_ptr<float>(),
                                           mu.const_data_ptr<float>() + mu.numel());
                   });
    return codes;
}

Picture TrainedModel::readPictureFor(const std::filesystem::path& file) const {
    return readPicture(file, impl_->spec.shape.size, impl_->spec.shape.channels, impl_->importSettings);
}

std::vector<float> TrainedModel::encodeFile(const std::filesystem::path& file) {
    const Picture picture = readPictureFor(file);
    Tensor pixels = tensorOf({&picture, 1}, impl_->spec.shape.channels, impl_->spec.shape.size).to(impl_->plan.device);
    if (impl_->plan.channelsLast) pixels = pixels.contiguous(at::MemoryFormat::ChannelsLast);
    Tensor row;
    if (impl_->rows)
        row = at::tensor(impl_->rows->find(keyOf(picture.pixels), /*once=*/false), at::kLong).to(impl_->plan.device);
    const Tensor mu = impl_->model.encode(pixels, impl_->labelTensor({}, 0, 1), row).to(at::kFloat).cpu().contiguous();
    return {mu.const_data_ptr<float>(), mu.const_data_ptr<float>() + mu.numel()};
}

std::vector<Picture> TrainedModel::decode(const FloatMatrix& codes, const ProgressSink& progress, std::stop_token stop,
                                          const std::vector<int64_t>& labels) {
    if (codes.columns != latentDimensions()) {
        throw Error("codes.dimensions", "The codes have %1 numbers each; this model's have %2.",
                    {std::to_string(codes.columns), std::to_string(latentDimensions())});
    }
    for (size_t i = 0; i < codes.values.size(); ++i) {
        if (std::isfinite(codes.values[i])) continue;
        throw Error("codes.finite", "Code %1 holds a number that is not finite, which no picture belongs to.",
                    {std::to_string(i / static_cast<size_t>(codes.columns))});
    }
    std::vector<int64_t> rows(static_cast<size_t>(codes.rows));
    std::iota(rows.begin(), rows.end(), int64_t{0});
    std::vector<Picture> pictures;
    pictures.reserve(rows.size());
    countedBatches(rows, evaluationBatch(impl_->spec.shape), {"Decoding", codes.rows, progress}, stop,
                   [&](const std::vector<int64_t>& some) {
                       const float* from = codes.values.data() + some.front() * codes.columns;
                       const Tensor z = at::from_blob(const_cast<float*>(from),
                                                      {static_cast<int64_t>(some.size()), codes.columns}, at::kFloat)
                                            .to(impl_->plan.device);
                       for (Picture& picture : picturesOf(impl_->model.decode(
                                z, impl_->labelTensor(labels, static_cast<size_t>(some.front()), z.size(0)))))
                           pictures.push_back(std::move(picture));
                   });
    return pictures;
}

std::vector<Picture> TrainedModel::reconstruct(const ImageSet& images, const std::vector<int64_t>& indices,
                                               const ProgressSink& progress, std::stop_token stop) {
    const at::NoGradGuard noGradients;
    const BatchAssembler assembler = impl_->assembler(images, indices);
    std::vector<Picture> pictures;
    pictures.reserve(indices.size());
    countedBatches(indices, evaluationBatch(impl_->spec.shape), {"Reconstructing", std::ssize(indices), progress}, stop,
                   [&](const std::vector<int64_t>& some) {
                       const Batch batch = assembler.make(some);
                       const Tensor decoded = impl_->model.decode(encoded(impl_->model, batch), batch.label);
                       for (Picture& picture : picturesOf(impl_->model.withGiven(decoded, batch.pixels)))
                           pictures.push_back(std::move(picture));
                   });
    return pictures;
}

FloatMatrix TrainedModel::sampleCodes(int64_t count, uint64_t seed, const ProgressSink& progress,
                                      std::stop_token stop) {
    if (hasLearnedPrior(impl_->spec))
        throw Error("sample.seen",
                    "The recipe %1 draws codes for what is seen of a picture, and without one there is nothing to draw "
                    "from. Name pictures with --data.",
                    {impl_->spec.recipe.name});
    const int64_t dimensions = latentDimensions();
    const at::NoGradGuard noGradients;
    Tensor z = standardNormal(count, dimensions, seed);
    if (hasVariance()) {
        const Gaussian prior = impl_->model.prior->of(View());
        if (prior.mu.defined())
            z = prior.mu.cpu().to(at::kDouble) + (0.5 * prior.logVar.cpu().to(at::kDouble)).exp() * z;
    } else {
        Selection known = training(progress, stop);
        known.indices = impl_->labels->known(*known.images, known.indices);
        if (known.indices.size() > static_cast<size_t>(kCodesForFit))
            known.indices.resize(static_cast<size_t>(kCodesForFit));
        FloatMatrix fitted = encode(*known.images, known.indices, progress, stop);
        const Tensor codes =
            at::from_blob(fitted.values.data(), {fitted.rows, fitted.columns}, at::kFloat).to(at::kDouble);
        z = drawnLike(codes, z);
    }
    const Tensor values = z.to(at::kFloat).contiguous();
    return {count, dimensions, {values.const_data_ptr<float>(), values.const_data_ptr<float>() + values.numel()}};
}

std::vector<Picture> TrainedModel::complete(const ImageSet& images, const std::vector<int64_t>& indices, int64_t count,
                                            uint64_t seed, std::stop_token stop) {
    if (!hasLearnedPrior(impl_->spec))
        throw Error("sample.unseen", "The recipe %1 completes no pictures: it needs none to sample. Leave --data out.",
                    {impl_->spec.recipe.name});
    const at::NoGradGuard noGradients;
    Model& model = impl_->model;
    const BatchAssembler assembler = impl_->assembler(images, indices);
    const at::Generator generator = impl_->generator(mixSeed(seed, RandomStream::Codes));
    std::vector<Picture> pictures;
    inBatches(indices, std::max<int64_t>(1, evaluationBatch(impl_->spec.shape) / count),
              [&](const std::vector<int64_t>& some) {
                  if (stop.stop_requested()) throw Cancelled();
                  const View view = model.views->cleanView(assembler.make(some));
                  const Tensor z = model.latent->draw(model.prior->of(view), count, generator);
                  const Tensor drawn = model.withGiven(model.decode(z), view.target.repeat({count, 1, 1, 1}));
                  for (Picture& picture : picturesOf(drawn.unflatten(0, {count, -1}).transpose(0, 1).flatten(0, 1)))
                      pictures.push_back(std::move(picture));
              });
    return pictures;
}

TrainedModel::Terms TrainedModel::terms(const ImageSet& images, const std::vector<int64_t>& asked,
                                        std::stop_token stop) {
    const std::vector<int64_t> indices = impl_->labels->known(images, asked);
    if (indices.empty()) return {};
    // Images of their own are measured with one seed for the run, a split with one for each epoch: as the session does.
    const int64_t turn = impl_->data.heldOutSources.empty() ? impl_->checkpoint.epoch : 0;
    const at::Generator generator =
        impl_->generator(mixSeed(impl_->checkpoint.seed, RandomStream::HeldOut, static_cast<uint64_t>(turn)));
    const TermValues means = evaluateModel(impl_->model, impl_->assembler(images, indices), indices,
                                           SampleMode::Sampled, {generator, generator}, step(), std::move(stop));
    Terms named{{"total", means.values.at(0)}};
    for (const LedgerLine& line : ledger()) named.emplace_back(line.term, means.values.at(named.size()));
    return named;
}

namespace {

/// Sums of what pictures and their reconstructions differ by.
struct Quality {
    double squaredError = 0, psnr = 0, ssim = 0;
    int64_t pixels = 0, images = 0;

    void add(const Tensor& originals, const Tensor& outputs) {
        const Tensor a = originals.to(at::kCPU, at::kFloat), b = outputs.to(at::kCPU, at::kFloat);
        squaredError += (a - b).square().sum().item<double>();
        for (const double decibels : psnrOf(a, b)) psnr += decibels;
        for (const double similarity : ssimOf(a, b)) ssim += similarity;
        pixels += a.numel();
        images += a.size(0);
    }
    void put(Evaluation& result) const {
        result.mse = squaredError / static_cast<double>(pixels);
        result.psnr = psnr / static_cast<double>(images);
        result.ssim = ssim / static_cast<double>(images);
    }
};

std::optional<LabelAccuracy> labelsLeft(const Tensor& codes, const ImageSet& images,
                                        const std::vector<int64_t>& indices) {
    std::vector<int64_t> labels;
    for (const int64_t index : indices) labels.push_back(images.labelOf(index));
    const LabelProbe probe = probeLabels(codes, at::tensor(labels, at::kLong));
    if (probe.images == 0) return std::nullopt;
    return LabelAccuracy{probe.accuracy, probe.majority, probe.images};
}

std::optional<FactorMeasures> factorsFound(const Tensor& codes, const ImageSet& images,
                                           const std::vector<int64_t>& indices, uint64_t seed) {
    if (images.factorNames().empty() || codes.size(0) < kFewestForFactorScores) return std::nullopt;
    const KnownFactors known = knownFactors(images, indices);
    const FactorScores scores = factorScores(codes, known.values, known.classes, seed);
    return FactorMeasures{scores.mig, scores.sap, scores.dci, scores.factorVae};
}

}  // namespace

Evaluation TrainedModel::evaluate(const ImageSet& images, const std::vector<int64_t>& asked, int64_t nllSamples,
                                  const ProgressSink& progress, std::stop_token stop) {
    if (const std::string reason = whyNoLikelihood(impl_->model); nllSamples > 0 && !reason.empty()) {
        throw Error("evaluate.nll", "-log p(x) cannot be estimated for the recipe %1: %2. Leave --nll-samples out.",
                    {impl_->spec.recipe.name, reason});
    }
    if (asked.empty())
        throw Error("evaluate.empty", "There are no images to evaluate: nothing was held out. Name some with --data.");
    const std::vector<int64_t> indices = impl_->labels->known(images, asked);
    Evaluation result;
    result.notMeasured = impl_->labels->notMeasured(images, asked);
    if (indices.empty())
        throw Error(result.notMeasured->code, result.notMeasured->pattern, result.notMeasured->arguments);
    const at::NoGradGuard noGradients;
    result.images = static_cast<int64_t>(indices.size());
    result.terms = terms(images, indices, stop);

    const BatchAssembler assembler = impl_->assembler(images, indices);
    std::vector<Tensor> labels;
    Quality quality;
    Counter counter("Encoding images", result.images, progress);
    const at::Generator drawing =
        hasVariance() ? impl_->generator(mixSeed(impl_->checkpoint.seed, RandomStream::HeldOut)) : at::Generator();
    const auto [posterior, codes, prior] =
        posteriorsOf(impl_->model, assembler, indices, drawing, [&](const View& view, const Tensor& shown) {
            if (stop.stop_requested()) throw Cancelled();
            quality.add(view.target, impl_->model.withGiven(impl_->model.decode(shown, view.label), view.target));
            if (impl_->spec.conditional()) labels.push_back(view.label);
            counter.add(shown.size(0));
        });
    quality.put(result);
    result.activeUnits = activeUnits(codes, prior);
    result.mutualInformation = std::numeric_limits<double>::infinity();
    if (posterior.logVar.defined()) {
        result.mutualInformation =
            mutualInformation(codes, posterior.logVar, makeGenerator(at::kCPU, impl_->checkpoint.seed));
        result.klPerDimension = klPerDimension(posterior.mu, posterior.logVar, prior);
    }
    result.labels = labelsLeft(codes, images, indices);
    result.factors = factorsFound(codes, images, indices, impl_->checkpoint.seed);
    const uint64_t seed = mixSeed(impl_->checkpoint.seed, RandomStream::Codes);
    const int64_t rowsAtOnce = evaluationBatch(impl_->spec.shape);
    result.decoderSensitivity =
        decoderSensitivity(impl_->model, codes.slice(0, 0, kMostForSensitivity).to(impl_->plan.device),
                           labels.empty() ? Tensor() : at::cat(labels), impl_->generator(seed), rowsAtOnce, stop);
    result.shuffledCodeGap = shuffledCodeGap(impl_->model, assembler, indices, codes, seed, rowsAtOnce, stop);
    result.gapUnit = impl_->model.likelihood->unit();
    if (result.images >= OwnFeatures::kFewestImages && !hasLearnedPrior(impl_->spec)) {
        const std::vector<int64_t> compared(
            indices.begin(), indices.begin() + std::min<std::ptrdiff_t>(kMostSamples, std::ssize(indices)));
        const auto count = static_cast<int64_t>(compared.size());
        // Of an encoder that gives points the codes at hand are fitted: those of the training images may be gone.
        FloatMatrix drawn = hasVariance() ? sampleCodes(count, impl_->checkpoint.seed, progress, stop) : FloatMatrix{};
        const Tensor z =
            hasVariance()
                ? at::from_blob(drawn.values.data(), {drawn.rows, drawn.columns}, at::kFloat).to(impl_->plan.device)
                : drawnLike(codes.to(at::kDouble), standardNormal(count, codes.size(1), impl_->checkpoint.seed))
                      .to(impl_->plan.device, at::kFloat);
        if (progress) progress({"Training the autoencoder that compares samples", 0, 0, -1});
        result.ownFrechet = frechetOnOwnFeatures(impl_->model, z, impl_->labelTensor(labelsInTurn(count), 0, count),
                                                 images, compared, impl_->plan.threads, stop);
        result.ownFeatures = OwnFeatures::description();
    }
    if (nllSamples <= 0) return result;

    const int64_t rows = evaluationBatch(impl_->spec.shape);
    const int64_t imagesAtOnce = std::max<int64_t>(1, rows / nllSamples);
    const at::Generator generator = impl_->generator(mixSeed(impl_->checkpoint.seed, RandomStream::HeldOut));
    Generators generators{generator, generator};
    double sum = 0;
    countedBatches(indices, imagesAtOnce, {"Estimating the likelihood", result.images, progress}, stop,
                   [&](const std::vector<int64_t>& some) {
                       sum += negativeLogLikelihood(impl_->model, assembler.make(some), generators, nllSamples, rows)
                                  .sum()
                                  .item<double>();
                   });
    result.nll = sum / static_cast<double>(result.images);
    result.nllSamples = nllSamples;
    return result;
}

std::vector<int64_t> allOf(const ImageSet& images) {
    std::vector<int64_t> indices(static_cast<size_t>(images.count()));
    std::iota(indices.begin(), indices.end(), int64_t{0});
    return indices;
}

}  // namespace zscape
