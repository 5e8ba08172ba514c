#include "engine/training/parallel.h"

#include <ATen/Parallel.h>
#include <ATen/TensorIterator.h>
#include <ATen/ops/arange.h>

namespace zscape {

void inParallel(int64_t count, int64_t grain, const std::function<void(int64_t, int64_t)>& work) {
    if (count <= grain || at::get_num_threads() == 1) {
        work(0, count);
        return;
    }
    // TensorIterator is compiled for OpenMP inside LibTorch; here it carries nothing but its numbers.
    const at::Tensor numbers = at::arange(count);
    at::TensorIteratorConfig config;
    config.add_output(numbers).add_const_input(numbers).resize_outputs(false).set_check_mem_overlap(false);
    auto iterator = config.build();
    iterator.for_each(
        [&work](char** data, const int64_t*, int64_t some) {
            const int64_t begin = *reinterpret_cast<const int64_t*>(data[1]);
            work(begin, begin + some);
        },
        grain);
}

}  // namespace zscape
