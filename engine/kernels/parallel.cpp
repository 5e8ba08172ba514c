#include "engine/kernels/parallel.h"

#include <ATen/Parallel.h>
#include <ATen/TensorIterator.h>
#include <ATen/ops/empty.h>

namespace zscape {

void inParallel(int64_t count, int64_t grain, const std::function<void(int64_t, int64_t)>& work) {
    if (count <= grain || at::get_num_threads() == 1) {
        work(0, count);
        return;
    }
    // TensorIterator is compiled for OpenMP inside LibTorch. Of the tensor only its addresses are used: a byte for each
    // number.
    const at::Tensor places = at::empty({count}, at::kByte);
    const auto* first = reinterpret_cast<const char*>(places.const_data_ptr());
    at::TensorIteratorConfig config;
    config.add_output(places).add_const_input(places).resize_outputs(false).set_check_mem_overlap(false);
    auto iterator = config.build();
    iterator.for_each(
        [&work, first](char** data, const int64_t*, int64_t some) { work(data[1] - first, data[1] - first + some); },
        grain);
}

}  // namespace zscape
