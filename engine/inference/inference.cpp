#include "engine/inference/inference.h"

#include "engine/analysis/pictures.h"
#include "engine/inference/counted_batches.h"
#include "engine/model/code_search.h"
#include "engine/objective/build_model.h"
#include "engine/training/checkpoint.h"
#include "engine/training/code_rows.h"
#include "engine/training/evaluation.h"
#include "engine/training/precision.h"
#include "engine/training/random.h"

#include <ATen/Functions.h>

#include <algorithm>
#include <cmath>

namespace zscape {

struct Inference::Implementation {
    Implementation(Model built, ComputePlan computed, int64_t steps)
        : own(std::move(built)),
          model(*own),
          plan(std::move(computed)),
          labels(model.spec),
          step(steps) {
        if (!plan.device.is_cpu()) model.to(plan.device);
        if (plan.channelsLast) model.toChannelsLast();
        model.setTraining(false);
    }
    explicit Implementation(Trainer& followed)
        : trainer(&followed),
          model(followed.model()),
          plan(followed.plan()),
          labels(followed.spec()) {}

    std::optional<Model> own;
    Trainer* trainer = nullptr;  ///< whose model it is; null: its own
    Model& model;
    ComputePlan plan;
    ModelLabels labels;
    int64_t step = 0;               ///< of its own model
    ChannelColours colours = {};    ///< of the pictures that are made
    std::optional<RowFinder> rows;  ///< of its own table, by the pixels of its images

    /// Of these images in a table of codes; null: none has one.
    std::shared_ptr<const std::vector<int64_t>> rowsOf(const ImageSet& images,
                                                       const std::vector<int64_t>& indices) const {
        if (trainer) return trainer->tableRowsOf(images);
        if (!rows) return nullptr;
        const std::vector<int64_t> found = rows->find(keysOf(images, indices), /*once=*/false);
        auto all = std::make_shared<std::vector<int64_t>>(static_cast<size_t>(images.count()), -1);
        for (size_t i = 0; i < found.size(); ++i) (*all)[static_cast<size_t>(indices[i])] = found[i];
        return all;
    }
    BatchAssembler batches(const ImageSet& images, const std::vector<int64_t>& indices) const {
        return {borrowed(images), plan.device, plan.channelsLast, rowsOf(images, indices),
                labels.reader(images, indices)};
    }

    Tensor labelTensor(std::span<const int64_t> given, int64_t count) const {
        const std::vector<int64_t> each = labels.each(given, count);
        return each.empty() ? Tensor() : at::tensor(each, at::kLong).to(plan.device);
    }
    /// Pixels [N,C,S,S] in [0,1] and their labels.
    Batch batchOf(const Tensor& pixels, const Tensor& label) const {
        Batch batch;
        batch.pixels = pixels.to(plan.device);
        if (plan.channelsLast) batch.pixels = batch.pixels.contiguous(at::MemoryFormat::ChannelsLast);
        batch.label = label;
        return batch;
    }
    Batch batchOf(std::span<const Picture> pictures, std::span<const int64_t> given) const {
        Batch batch = batchOf(tensorOf(pictures, model.spec.shape.channels, model.spec.shape.size),
                              labelTensor(given, std::ssize(pictures)));
        if (!rows) return batch;
        std::vector<int64_t> found;
        for (const Picture& picture : pictures)
            found.push_back(rows->find(keyOf(picture.pixels), /*once=*/false).front());
        batch.row = at::tensor(found, at::kLong).to(plan.device);
        return batch;
    }
    /// [count,D] on the device; reads `codes` as long as it lives.
    Tensor codesTensor(const FloatMatrix& codes, int64_t begin, int64_t count) const {
        float* from = const_cast<float*>(codes.values.data()) + begin * codes.columns;
        return at::from_blob(from, {count, codes.columns}, at::kFloat).to(plan.device);
    }
    /// use(pictures [some,C,S,S] on the device) for the rows of `codes`, some at a time.
    template <class Use>
    void decode(const FloatMatrix& codes, std::span<const int64_t> given, const ProgressSink& progress,
                const std::stop_token& stop, const Use& use);
    /// use(codes [some,D], their labels; on the device) for the rows of `codes`, at most `atOnce` at a time.
    template <class Use>
    void inBatches(const FloatMatrix& codes, std::span<const int64_t> given, int64_t atOnce,
                   const ProgressSink& progress, const std::stop_token& stop, const Use& use);
    at::Generator generator(uint64_t seed) const { return makeGenerator(plan.device, seed); }
    int64_t batchSize() const { return evaluationBatch(model.spec.shape); }
};

namespace {

constexpr double kDifference = 0.01;  // of a code, for slopes
constexpr double kLeastDeterminant = 1e-12;

/// Somebody asks: how the thread computes, and how the model is while it does.
struct Asked {
    explicit Asked(Model& model, const ComputePlan& plan) : region(model) { useThreads(plan.threads); }
    EvaluationRegion region;
};

std::vector<int64_t> piece(const std::vector<int64_t>& indices, int64_t begin, int64_t count) {
    return {indices.begin() + begin, indices.begin() + begin + count};
}

std::span<const int64_t> piece(std::span<const int64_t> labels, int64_t begin, int64_t count) {
    return labels.empty() ? labels : labels.subspan(static_cast<size_t>(begin), static_cast<size_t>(count));
}

void append(FloatMatrix& codes, const Tensor& rows) {
    const Tensor values = rows.to(at::kCPU, at::kFloat).contiguous();
    codes.values.insert(codes.values.end(), values.const_data_ptr<float>(),
                        values.const_data_ptr<float>() + values.numel());
}

/// Behind those that are there.
void append(FloatMatrix& shades, const FloatMatrix& more) {
    shades.columns = more.columns;
    shades.rows += more.rows;
    shades.values.insert(shades.values.end(), more.values.begin(), more.values.end());
}

void append(std::vector<Picture>& pictures, const Tensor& images, const ChannelColours& colours) {
    for (Picture& picture : picturesOf(images)) {
        picture.colours = colours;
        pictures.push_back(std::move(picture));
    }
}

/// One code of q(z|x) an image.
Tensor drawn(Model& model, const Batch& batch, const at::Generator& generator) {
    const at::NoGradGuard noGradient;
    return model.latent->draw(model.posterior(model.views->cleanView(batch)), 1, generator).contiguous();
}

void requireCodes(const FloatMatrix& codes, int64_t dimensions) {
    if (codes.columns != dimensions)
        throw Error("codes.dimensions", "The codes have %1 numbers each; this model's have %2.",
                    {std::to_string(codes.columns), std::to_string(dimensions)});
    for (size_t i = 0; i < codes.values.size(); ++i) {
        if (std::isfinite(codes.values[i])) continue;
        throw Error("codes.finite", "Code %1 holds a number that is not finite, which no picture belongs to.",
                    {std::to_string(i / static_cast<size_t>(codes.columns))});
    }
}

/// Two ways that are a plane of the code space, up to what float32 makes of them.
void requireDirections(const std::array<std::vector<float>, 2>& directions, int64_t dimensions) {
    constexpr double kTolerance = 1e-3;
    double products[3] = {0, 0, 0};
    bool fit = true;
    for (const std::vector<float>& way : directions) fit = fit && std::ssize(way) == dimensions;
    for (size_t i = 0; fit && i < directions[0].size(); ++i) {
        const double a = double{directions[0][i]}, b = double{directions[1][i]};
        products[0] += a * a;
        products[1] += b * b;
        products[2] += a * b;
    }
    // Written so that what is not a number does not fit.
    fit = fit && std::abs(products[0] - 1) < kTolerance && std::abs(products[1] - 1) < kTolerance &&
          std::abs(products[2]) < kTolerance;
    if (fit) return;
    throw Error("probe.directions",
                "The plane needs two directions of %1 numbers each, of length 1 and at right angles; a code of one "
                "number has no plane. Choose two dimensions of the code to show, or PCA.",
                {std::to_string(dimensions)});
}

Tensor standardNormal(int64_t count, int64_t dimensions, uint64_t seed) {
    return at::randn({count, dimensions}, makeGenerator(at::kCPU, mixSeed(seed, RandomStream::Codes)),
                     at::TensorOptions().dtype(at::kDouble));
}

FloatMatrix matrixOf(const Tensor& codes) {
    FloatMatrix matrix{codes.size(0), codes.size(1), {}};
    append(matrix, codes);
    return matrix;
}

class SearchedByAdam : public SearchedCodes {
public:
    SearchedByAdam(Model& model, const ComputePlan& plan, const Batch& batch)
        : model_(model),
          plan_(plan),
          search_(model, model.views->cleanView(batch)) {}

    bool advance(int64_t steps) override {
        const Asked asked(model_, plan_);
        return search_.advance(steps);
    }
    FloatMatrix codes() override {
        const Asked asked(model_, plan_);
        return matrixOf(
            model_.latent->draw(model_.latent->shape(model_.encoder->table()->codes(search_.rows())), 0, {}));
    }

private:
    Model& model_;
    const ComputePlan& plan_;
    CodeSearch search_;
};

}  // namespace

Inference::Inference(std::unique_ptr<Implementation> implementation) : impl_(std::move(implementation)) {}
Inference::Inference(Inference&&) noexcept = default;
Inference& Inference::operator=(Inference&&) noexcept = default;
Inference::~Inference() = default;

Inference Inference::ofCheckpoint(const CheckpointInfo& info, const std::vector<uint8_t>& bytes,
                                  const ComputePlan& plan) {
    useThreads(plan.threads);
    Model model = buildModel(info.spec, info.seed);
    loadCheckpointWeights(model, bytes);
    std::optional<RowFinder> rows;
    if (RowTable* table = model.encoder->table()) {
        StoredRows stored = readRows(SafetensorsView::parse(bytes), *table);
        table->values = std::move(stored.values);
        rows.emplace(stored.keys);
    }
    auto implementation = std::make_unique<Implementation>(std::move(model), plan, info.step);
    implementation->rows = std::move(rows);
    return Inference(std::move(implementation));
}

Inference Inference::ofWeights(const ModelSpec& spec, const WeightsCopy& weights, int threads) {
    ComputePlan plan;
    plan.threads = threads;
    useThreads(threads);
    Inference inference(std::make_unique<Implementation>(buildModel(spec, 0), plan, weights.step));
    inference.useWeights(weights);
    return inference;
}

Inference Inference::of(Trainer& trainer) { return Inference(std::make_unique<Implementation>(trainer)); }

void Inference::useWeights(const WeightsCopy& weights) {
    zscape::useWeights(impl_->model, weights);
    impl_->step = weights.step;
}

const ModelSpec& Inference::spec() const { return impl_->model.spec; }
int64_t Inference::step() const { return impl_->trainer ? impl_->trainer->step() : impl_->step; }
int64_t Inference::parameterCount() const { return impl_->model.parameterCount(); }
std::vector<LedgerLine> Inference::ledger() const { return impl_->model.objective->ledger(*impl_->model.likelihood); }
bool Inference::hasEncoder() const { return impl_->model.encoder->table() == nullptr; }
bool Inference::hasVariance() const { return impl_->model.latent->hasVariance(); }
ModelLabels& Inference::labels() { return impl_->labels; }
const ModelLabels& Inference::labels() const { return impl_->labels; }
void Inference::showIn(const ChannelColours& colours) { impl_->colours = colours; }
Model& Inference::model() { return impl_->model; }
const ComputePlan& Inference::plan() const { return impl_->plan; }

BatchAssembler Inference::batches(const ImageSet& images, const std::vector<int64_t>& indices) const {
    return impl_->batches(images, indices);
}

FloatMatrix Inference::encode(const ImageSet& images, const std::vector<int64_t>& indices, const ProgressSink& progress,
                              std::stop_token stop) {
    const Asked asked(impl_->model, impl_->plan);
    const BatchAssembler batches = impl_->batches(images, indices);
    FloatMatrix codes{std::ssize(indices), spec().codeSize(), {}};
    codes.values.reserve(static_cast<size_t>(codes.rows * codes.columns));
    inCountedBatches(codes.rows, impl_->batchSize(), {"Encoding images", codes.rows, progress}, stop,
                     [&](int64_t begin, int64_t count) {
                         append(codes, encoded(impl_->model, batches.make(piece(indices, begin, count))));
                     });
    return codes;
}

FloatMatrix Inference::encode(std::span<const Picture> pictures, std::span<const int64_t> labels) {
    const Asked asked(impl_->model, impl_->plan);
    FloatMatrix codes{std::ssize(pictures), spec().codeSize(), {}};
    inCountedBatches(codes.rows, impl_->batchSize(), {"Encoding images", codes.rows, {}}, {},
                     [&](int64_t begin, int64_t count) {
                         const auto some = pictures.subspan(static_cast<size_t>(begin), static_cast<size_t>(count));
                         append(codes, encoded(impl_->model, impl_->batchOf(some, piece(labels, begin, count))));
                     });
    return codes;
}

std::unique_ptr<SearchedCodes> Inference::search(std::span<const Picture> pictures, std::span<const int64_t> labels) {
    const Asked asked(impl_->model, impl_->plan);
    return std::make_unique<SearchedByAdam>(impl_->model, impl_->plan, impl_->batchOf(pictures, labels));
}

template <class Use>
void Inference::Implementation::inBatches(const FloatMatrix& codes, std::span<const int64_t> given, int64_t atOnce,
                                          const ProgressSink& progress, const std::stop_token& stop, const Use& use) {
    requireCodes(codes, model.spec.codeSize());
    const Asked asked(model, plan);
    inCountedBatches(codes.rows, atOnce, {"Decoding", codes.rows, progress}, stop, [&](int64_t begin, int64_t count) {
        use(codesTensor(codes, begin, count), labelTensor(piece(given, begin, count), count));
    });
}

template <class Use>
void Inference::Implementation::decode(const FloatMatrix& codes, std::span<const int64_t> given,
                                       const ProgressSink& progress, const std::stop_token& stop, const Use& use) {
    inBatches(codes, given, batchSize(), progress, stop,
              [&](const Tensor& z, const Tensor& label) { use(model.decode(z, label)); });
}

std::vector<Picture> Inference::decode(const FloatMatrix& codes, std::span<const int64_t> labels,
                                       const ProgressSink& progress, std::stop_token stop) {
    std::vector<Picture> pictures;
    pictures.reserve(static_cast<size_t>(codes.rows));
    impl_->decode(codes, labels, progress, stop,
                  [&](const Tensor& decoded) { append(pictures, decoded, impl_->colours); });
    return pictures;
}

FloatMatrix Inference::decodeShades(const FloatMatrix& codes, std::span<const int64_t> labels,
                                    const ProgressSink& progress, std::stop_token stop) {
    FloatMatrix shades;
    impl_->decode(codes, labels, progress, stop, [&](const Tensor& decoded) { append(shades, shadesOf(decoded)); });
    return shades;
}

FloatMatrix Inference::roundTrip(const FloatMatrix& codes, std::span<const int64_t> labels) {
    FloatMatrix back{codes.rows, spec().codeSize(), {}};
    impl_->inBatches(codes, labels, impl_->batchSize(), {}, {}, [&](const Tensor& z, const Tensor& label) {
        append(back, encoded(impl_->model, impl_->batchOf(impl_->model.decode(z, label), label)));
    });
    return back;
}

std::vector<float> Inference::stretch(const FloatMatrix& codes, const std::array<std::vector<float>, 2>& directions,
                                      std::span<const int64_t> labels) {
    requireDirections(directions, spec().codeSize());
    const at::NoGradGuard noGradient;
    Model& model = impl_->model;
    const Tensor ways = kDifference * at::stack({at::tensor(directions[0]), at::tensor(directions[1])});  // [2,D]
    std::vector<float> values;
    values.reserve(static_cast<size_t>(codes.rows));
    // Each code is four pictures: a step forth and one back along both ways.
    const int64_t atOnce = std::max<int64_t>(1, impl_->batchSize() / 4);
    impl_->inBatches(codes, labels, atOnce, {}, {}, [&](const Tensor& z, const Tensor& label) {
        const Tensor steps = at::cat({ways, -ways}).to(z.device());                 // [4,D]
        const Tensor around = (z.unsqueeze(0) + steps.unsqueeze(1)).flatten(0, 1);  // [4 N,D]
        const Tensor shown = model.decode(around, label.defined() ? label.repeat({4}) : label).flatten(1);
        const Tensor both = shown.unflatten(0, {4, -1}).to(at::kDouble);
        const Tensor slopes = (both.slice(0, 0, 2) - both.slice(0, 2, 4)) / (2 * kDifference);  // [2,N,pixels]
        const Tensor first = slopes[0], second = slopes[1];
        const Tensor determinant = first.square().sum(1) * second.square().sum(1) - (first * second).sum(1).square();
        const Tensor logs = (0.5 * determinant.clamp_min(kLeastDeterminant).log()).to(at::kCPU, at::kFloat);
        values.insert(values.end(), logs.const_data_ptr<float>(), logs.const_data_ptr<float>() + logs.numel());
    });
    return values;
}

CodePosteriors Inference::posterior(std::span<const Picture> pictures, std::span<const int64_t> labels) {
    const Asked asked(impl_->model, impl_->plan);
    Model& model = impl_->model;
    const FloatMatrix none{std::ssize(pictures), spec().codeSize(), {}};
    CodePosteriors posteriors{none, none};
    inCountedBatches(none.rows, impl_->batchSize(), {"Encoding images", none.rows, {}}, {},
                     [&](int64_t begin, int64_t count) {
                         const auto some = pictures.subspan(static_cast<size_t>(begin), static_cast<size_t>(count));
                         const Batch batch = impl_->batchOf(some, piece(labels, begin, count));
                         const at::NoGradGuard noGradient;
                         const Gaussian given = model.posterior(model.views->cleanView(batch));
                         append(posteriors.mu, model.latent->draw(given, 0, {}));
                         append(posteriors.sigma, (0.5 * given.logVar).exp());
                     });
    return posteriors;
}

Reconstructions Inference::reconstruct(const ImageSet& images, const std::vector<int64_t>& indices,
                                       const ProgressSink& progress, std::stop_token stop, Shades shades,
                                       std::optional<uint64_t> draw) {
    const Asked asked(impl_->model, impl_->plan);
    Model& model = impl_->model;
    const BatchAssembler batches = impl_->batches(images, indices);
    const at::Generator generator = draw ? impl_->generator(mixSeed(*draw, RandomStream::Codes)) : at::Generator();
    Reconstructions made;
    made.codes = {std::ssize(indices), spec().codeSize(), {}};
    made.pictures.reserve(indices.size());
    inCountedBatches(made.codes.rows, impl_->batchSize(), {"Reconstructing", made.codes.rows, progress}, stop,
                     [&](int64_t begin, int64_t count) {
                         const Batch batch = batches.make(piece(indices, begin, count));
                         const Tensor z = draw ? drawn(model, batch, generator) : encoded(model, batch);
                         const Tensor shown = model.withGiven(model.decode(z, batch.label), batch.pixels);
                         append(made.codes, z);
                         append(made.pictures, shown, impl_->colours);
                         if (shades == Shades::Exact) append(made.shades, shadesOf(shown));
                         const std::vector<double> decibels = psnrOf(batch.pixels, shown);
                         made.psnr.insert(made.psnr.end(), decibels.begin(), decibels.end());
                     });
    return made;
}

std::vector<std::vector<Picture>> Inference::swapLabels(const ImageSet& images, const std::vector<int64_t>& indices,
                                                        const FloatMatrix& codes, int64_t labels,
                                                        std::stop_token stop) {
    const Asked asked(impl_->model, impl_->plan);
    Model& model = impl_->model;
    const BatchAssembler batches = impl_->batches(images, indices);
    std::vector<std::vector<Picture>> swapped(static_cast<size_t>(labels));
    inCountedBatches(codes.rows, impl_->batchSize(), {"Decoding", codes.rows, {}}, stop,
                     [&](int64_t begin, int64_t count) {
                         const Batch batch = batches.make(piece(indices, begin, count));
                         const Tensor z = impl_->codesTensor(codes, begin, count);
                         for (int64_t label = 0; label < labels; ++label)
                             append(swapped[static_cast<size_t>(label)],
                                    model.withGiven(model.decode(z, at::full_like(batch.label, label)), batch.pixels),
                                    impl_->colours);
                     });
    return swapped;
}

FloatMatrix Inference::sample(int64_t count, uint64_t seed) const {
    if (hasLearnedPrior(spec()))
        throw Error("sample.seen",
                    "The recipe %1 draws codes for what is seen of a picture, and without one there is nothing to draw "
                    "from. Name pictures with --data.",
                    {spec().recipe.name});
    const Asked asked(impl_->model, impl_->plan);
    Tensor z = standardNormal(count, spec().codeSize(), seed);
    const Gaussian prior = impl_->model.prior->of(View());
    if (prior.mu.defined()) z = prior.mu.cpu().to(at::kDouble) + (0.5 * prior.logVar.cpu().to(at::kDouble)).exp() * z;
    return matrixOf(z);
}

FloatMatrix sampleLike(const FloatMatrix& codes, int64_t count, uint64_t seed) {
    const at::NoGradGuard noGradients;
    const Tensor given =
        at::from_blob(const_cast<float*>(codes.values.data()), {codes.rows, codes.columns}, at::kFloat).to(at::kDouble);
    const Tensor mean = given.mean(0), centred = given - mean;
    // A little on the diagonal: fewer images than dimensions leave the covariance without full rank.
    const Tensor covariance =
        at::mm(centred.t(), centred) / static_cast<double>(std::max<int64_t>(1, given.size(0) - 1)) +
        at::eye(given.size(1), given.options()) * 1e-6;
    return matrixOf(mean + at::mm(standardNormal(count, codes.columns, seed), at::linalg_cholesky(covariance).t()));
}

std::vector<Picture> Inference::complete(const ImageSet& images, const std::vector<int64_t>& indices, int64_t count,
                                         uint64_t seed, std::stop_token stop) {
    if (!hasLearnedPrior(spec()))
        throw Error("sample.unseen", "The recipe %1 completes no pictures: it needs none to sample. Leave --data out.",
                    {spec().recipe.name});
    const Asked asked(impl_->model, impl_->plan);
    Model& model = impl_->model;
    const BatchAssembler batches = impl_->batches(images, indices);
    const at::Generator generator = impl_->generator(mixSeed(seed, RandomStream::Codes));
    std::vector<Picture> pictures;
    inCountedBatches(
        std::ssize(indices), std::max<int64_t>(1, impl_->batchSize() / count), {"Completing", std::ssize(indices), {}},
        stop, [&](int64_t begin, int64_t some) {
            const View view = model.views->cleanView(batches.make(piece(indices, begin, some)));
            const Tensor z = model.latent->draw(model.prior->of(view), count, generator);
            const Tensor drawn = model.withGiven(model.decode(z), view.target.repeat({count, 1, 1, 1}));
            append(pictures, drawn.unflatten(0, {count, -1}).transpose(0, 1).flatten(0, 1), impl_->colours);
        });
    return pictures;
}

Inference::Terms Inference::score(const ImageSet& images, const std::vector<int64_t>& asked, uint64_t seed,
                                  const ProgressSink& progress, std::stop_token stop) {
    const std::vector<int64_t> indices = impl_->labels.known(images, asked);
    if (indices.empty()) return {};
    useThreads(impl_->plan.threads);
    const at::Generator generator = impl_->generator(seed);
    ImageCounter counter("Measuring the loss", std::ssize(indices), progress);
    const TermValues means =
        evaluateModel(impl_->model, impl_->batches(images, indices), indices, SampleMode::Sampled,
                      {generator, generator}, step(), std::move(stop), [&](int64_t count) { counter.add(count); });
    Terms named{{"total", means.values.at(0)}};
    for (const LedgerLine& line : ledger()) named.emplace_back(line.term, means.values.at(named.size()));
    return named;
}

}  // namespace zscape
