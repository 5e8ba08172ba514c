#include "engine/kernels/dense_products.h"

#include "engine/kernels/fully_connected_kernel.h"
#include "engine/kernels/parallel.h"
#include "engine/kernels/product_kernel.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/core/List.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/ops/addmm.h>
#include <ATen/ops/empty.h>

#include <algorithm>
#include <optional>

namespace zscape {

namespace {

using at::Tensor;

/// LibTorch's door to oneDNN's product with a bias, the one that torch.compile uses. It has no C++ function.
using LinearPointwise = Tensor(const Tensor&, const Tensor&, const std::optional<Tensor>&, std::string_view,
                               c10::List<std::optional<at::Scalar>>, std::optional<std::string_view>);

const std::optional<c10::TypedOperatorHandle<LinearPointwise>>& linearPointwise() {
    static const std::optional<c10::TypedOperatorHandle<LinearPointwise>> found = [] {
        std::optional<c10::TypedOperatorHandle<LinearPointwise>> typed;
        const auto schema = c10::Dispatcher::singleton().findSchema({"mkldnn::_linear_pointwise", ""});
        // A LibTorch without oneDNN has the schema and no kernel.
        if (at::hasMKLDNN() && schema && schema->hasKernelForDispatchKey(c10::DispatchKey::CPU))
            typed = schema->typed<LinearPointwise>();
        return typed;
    }();
    return found;
}

/// input weightᵀ, and the bias if there is one. oneDNN's AVX-512 kernels are ahead of MKL's on AMD (15 to 25 % at 128 x
/// 784 x 400), but not where the result is narrow.
Tensor product(const Tensor& input, const Tensor& weight, const std::optional<Tensor>& bias) {
    static const c10::List<std::optional<at::Scalar>> none;
    if (const auto& oneDnn = linearPointwise(); oneDnn && weight.size(0) >= 64)
        return oneDnn->call(input, weight, bias, "none", none, "");
    return bias ? at::addmm(*bias, input, weight.t()) : input.mm(weight.t());
}

/// Vectors lie along the batch: of few images they would be mostly empty, and the product waits for its weights anyway.
bool ownKernelIsFaster(int64_t images) { return images >= 16 && hasProductKernel(); }

struct Range {
    int64_t begin, end;
    int64_t count() const { return end - begin; }
};

/// A product divided among the threads along one side of its result, and where there are more threads than that side
/// gives along the other too.
class Division {
public:
    struct Side {
        int64_t count, grain;  // shares are whole grains
    };

    Division(Side first, Side second, int64_t depth) : first_(first), second_(second) {
        constexpr int64_t leastWork =
            int64_t{1} << 18;  // multiplications: about 5 microseconds, as long as it takes to wake a thread
        const int64_t parts =
            std::clamp<int64_t>(first.count * second.count * depth / leastWork, 1, at::get_num_threads());
        firstParts_ = std::min(parts, grains(first));
        secondParts_ = std::min(parts / firstParts_, grains(second));
    }

    int64_t parts() const { return firstParts_ * secondParts_; }
    Range firstOf(int64_t part) const { return share(first_, part % firstParts_, firstParts_); }
    Range secondOf(int64_t part) const { return share(second_, secondIndex(part), secondParts_); }
    int64_t secondIndex(int64_t part) const { return part / firstParts_; }
    int64_t secondParts() const { return secondParts_; }

private:
    static int64_t grains(Side side) { return (side.count + side.grain - 1) / side.grain; }

    static Range share(Side side, int64_t part, int64_t parts) {
        return {std::min(side.count, grains(side) * part / parts * side.grain),
                std::min(side.count, grains(side) * (part + 1) / parts * side.grain)};
    }

    Side first_, second_;
    int64_t firstParts_ = 1, secondParts_ = 1;
};

/// For each part's images: their columns of the input, [I, n]; the outputs as [O, n] = weight times that; and back.
/// Turning the input over costs 2 % of the product, packing the weights, as libraries do, 10 %.
Tensor ownOutput(const Tensor& input, const Tensor& weight, const Tensor& bias, bool relu) {
    const int64_t images = input.size(0), inputs = input.size(1), outputs = weight.size(0);
    const Division division({images, 32}, {outputs, 8}, inputs);
    const Tensor output = at::empty({images, outputs}, input.options());
    const Tensor turnedInputs = at::empty({division.secondParts(), images, inputs}, input.options());
    const Tensor turnedOutputs = at::empty({images, outputs}, input.options());
    const float* from = input.const_data_ptr<float>();
    const float* weights = weight.const_data_ptr<float>();
    const float* added = bias.const_data_ptr<float>();
    float* to = output.mutable_data_ptr<float>();
    float* turnedFrom = turnedInputs.mutable_data_ptr<float>();
    float* turnedTo = turnedOutputs.mutable_data_ptr<float>();
    inParallel(division.parts(), 1, [&](int64_t begin, int64_t end) {
        for (int64_t part = begin; part < end; ++part) {
            const Range some = division.firstOf(part), rows = division.secondOf(part);
            float* columns = turnedFrom + (division.secondIndex(part) * images + some.begin) * inputs;
            float* results = turnedTo + some.begin * outputs + rows.begin * some.count();
            transpose(from + some.begin * inputs, inputs, columns, some.count(), some.count(), inputs);
            multiply({weights + rows.begin * inputs, inputs, 1}, columns, some.count(), results, some.count(),
                     rows.count(), some.count(), inputs);
            transposeWithBias(results, some.count(), added + rows.begin, relu, to + some.begin * outputs + rows.begin,
                              outputs, rows.count(), some.count());
        }
    });
    return output;
}

/// All three gradients in one waking of the threads.
DenseGradients ownGradients(const Tensor& gradient, const Tensor& input, const Tensor& weight, bool wantsInput,
                            bool wantsParameters) {
    const int64_t images = gradient.size(0), outputs = gradient.size(1), inputs = weight.size(1);
    DenseGradients result;
    if (wantsInput) result.input = at::empty({images, inputs}, gradient.options());
    if (wantsParameters) {
        result.weight = at::empty({outputs, inputs}, gradient.options());
        result.bias = at::empty({outputs}, gradient.options());
    }
    // Along the inputs, for each thread then reads its share of the weights alone.
    const Division toInputs({inputs, 48}, {images, 8}, outputs), toWeights({outputs, 8}, {inputs, 48}, images);
    const float* from = gradient.const_data_ptr<float>();
    const float* before = input.const_data_ptr<float>();
    const float* weights = weight.const_data_ptr<float>();
    float* inputGradient = wantsInput ? result.input.mutable_data_ptr<float>() : nullptr;
    float* weightGradient = wantsParameters ? result.weight.mutable_data_ptr<float>() : nullptr;
    float* biasGradient = wantsParameters ? result.bias.mutable_data_ptr<float>() : nullptr;
    inParallel(std::max(toInputs.parts(), toWeights.parts()), 1, [&](int64_t begin, int64_t end) {
        for (int64_t part = begin; part < end; ++part) {
            if (wantsInput && part < toInputs.parts()) {
                const Range columns = toInputs.firstOf(part), rows = toInputs.secondOf(part);
                multiply({from + rows.begin * outputs, outputs, 1}, weights + columns.begin, inputs,
                         inputGradient + rows.begin * inputs + columns.begin, inputs, rows.count(), columns.count(),
                         outputs);
            }
            if (wantsParameters && part < toWeights.parts()) {
                const Range rows = toWeights.firstOf(part), columns = toWeights.secondOf(part);
                multiply({from + rows.begin, 1, outputs}, before + columns.begin, inputs,
                         weightGradient + rows.begin * inputs + columns.begin, inputs, rows.count(), columns.count(),
                         images);
                if (columns.begin == 0)
                    columnSums(from + rows.begin, outputs, biasGradient + rows.begin, images, rows.count());
            }
        }
    });
    return result;
}

}  // namespace

Tensor denseOutput(const Tensor& input, const Tensor& weight, const Tensor& bias, bool relu) {
    if (ownKernelIsFaster(input.size(0))) return ownOutput(input, weight, bias, relu);
    const Tensor output = product(input, weight, bias);
    // Not oneDNN's own ReLU: it makes 0 of what is no number, and a run that is lost would not be seen.
    if (relu) output.relu_();
    return output;
}

DenseGradients denseGradients(const Tensor& gradient, const Tensor& input, const Tensor& weight, bool wantsInput,
                              bool wantsParameters) {
    if (ownKernelIsFaster(gradient.size(0))) return ownGradients(gradient, input, weight, wantsInput, wantsParameters);
    DenseGradients result;
    if (wantsInput) result.input = product(gradient, weight.t(), std::nullopt);
    if (wantsParameters) {
        result.weight = gradient.t().mm(input);
        result.bias = at::empty({gradient.size(1)}, gradient.options());
        columnSums(gradient.const_data_ptr<float>(), gradient.size(1), result.bias.mutable_data_ptr<float>(),
                   gradient.size(0), gradient.size(1));
    }
    return result;
}

}  // namespace zscape
