#pragma once

#include "engine/core/picture.h"

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace zscape {

/// q(z|x) of pictures, one row each.
struct ServedPosteriors {
    std::vector<std::vector<float>> mu;
    std::vector<std::vector<float>> sigma;
};

/// Codes of the pictures that a model without an encoder is asked for, on their way. Gone before its model is.
class ServedSearch {
public:
    virtual ~ServedSearch() = default;
    /// At most `steps` more. \return whether there are more
    virtual bool advance(int64_t steps) = 0;
    /// As they are now, one for each picture.
    virtual std::vector<std::vector<float>> codes() = 0;
};

/// A model as the model service sees it. The service knows no LibTorch, so that it is tested under ThreadSanitizer with
/// a model of fakes. Used by the service's thread alone. Labels are one for each item; a model that is told none reads
/// none.
class ServedModel {
public:
    virtual ~ServedModel() = default;

    virtual bool isConditional() const = 0;  ///< is told a label with each code and picture
    virtual bool hasEncoder() const = 0;     ///< else codes are searched for
    virtual bool hasVariance() const = 0;    ///< else codes are points

    /// A picture for each code. \throws Error for a code or a label that the model cannot take
    virtual std::vector<Picture> decode(std::span<const std::vector<float>> codes, std::span<const int64_t> labels) = 0;
    /// A code for each picture, hasEncoder() only. \throws Error
    virtual std::vector<std::vector<float>> encode(std::span<const Picture> pictures,
                                                   std::span<const int64_t> labels) = 0;
    /// For all pictures at once. \throws Error
    virtual std::unique_ptr<ServedSearch> search(std::span<const Picture> pictures,
                                                 std::span<const int64_t> labels) = 0;
    /// What each code comes back as when it is decoded and encoded, hasEncoder() only. \throws Error
    virtual std::vector<std::vector<float>> roundTrip(std::span<const std::vector<float>> codes,
                                                      std::span<const int64_t> labels) = 0;
    /// log sqrt det JᵀJ of the decoder at each code along the two directions. \throws Error "probe.directions", and as
    /// decode()
    virtual std::vector<float> stretch(std::span<const std::vector<float>> codes,
                                       const std::array<std::vector<float>, 2>& directions,
                                       std::span<const int64_t> labels) = 0;
    /// hasEncoder() and hasVariance() only. \throws Error
    virtual ServedPosteriors posterior(std::span<const Picture> pictures, std::span<const int64_t> labels) = 0;
};

/// A run's model with its weights of a step. Immutable: made by the run's thread, loaded by the service's.
class ServedWeights {
public:
    ServedWeights(uint64_t build, int64_t step) : build_(build), step_(step) {}
    virtual ~ServedWeights() = default;

    uint64_t build() const { return build_; }  ///< another number: another model
    int64_t step() const { return step_; }

    /// The model with these weights. Service's thread.
    /// \param same what weights of the same build gave: they are put into it; null: it must be built
    /// \throws Error
    virtual std::unique_ptr<ServedModel> load(std::unique_ptr<ServedModel> same) const = 0;

private:
    uint64_t build_;
    int64_t step_;
};

}  // namespace zscape
