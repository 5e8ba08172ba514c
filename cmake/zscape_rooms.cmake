include_guard(GLOBAL)
# A room is a static library with one job. Its include path is the repository's root, and it sees of
# other libraries only what it names: PRIVATE dependencies do not reach those that link it, so a header
# that leaks LibTorch into ui, or Qt into engine, does not compile.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
# One -fPIC for libraries and programs alike: a precompiled header made with it is refused under -fPIE.
add_compile_options(-fPIC)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

# Many files of a room are compiled as one: their headers are read once. A clean build takes a third of the time; while one
# file is edited again and again, -DCMAKE_UNITY_BUILD=OFF compiles that file alone.
option(CMAKE_UNITY_BUILD "Compile the files of a room together" ON)
set(CMAKE_UNITY_BUILD_BATCH_SIZE 12 CACHE STRING "Files compiled together")

find_program(ZSCAPE_CCACHE ccache)
set(ZSCAPE_KEEPS_WARNINGS OFF)
if(NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(ZSCAPE_KEEPS_WARNINGS ON)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_SOURCE_DIR}/cmake/keep_warnings")
endif()
if(ZSCAPE_CCACHE AND ZSCAPE_KEEPS_WARNINGS)
  # Precompiled headers carry their time; without this sloppiness no file that uses one is ever found again.
  # Paths are taken relative to the checkout, so that a second clone finds what the first one compiled.
  list(APPEND CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env
    CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime "CCACHE_BASEDIR=${CMAKE_SOURCE_DIR}" CCACHE_NOHASHDIR=1 "${ZSCAPE_CCACHE}")
  add_compile_options($<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
endif()

add_library(zscape_flags INTERFACE)
target_compile_options(zscape_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual $<$<BOOL:${ZSCAPE_WERROR}>:-Werror>)
# g++ 12 reports dangling and overread inside its own and LibTorch's optimised headers; those are its errors, not ours.
target_compile_options(zscape_flags INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-stringop-overread -Wno-restrict -Wno-array-bounds -Wno-stringop-overflow -Wno-maybe-uninitialized>)
if(ZSCAPE_SANITIZE)
  # -O1: a source of engine/data takes 30 s instead of 47 under both sanitizers, which see as much of it.
  add_compile_options(-fsanitize=${ZSCAPE_SANITIZE} -fno-omit-frame-pointer -g1 -O1)
  add_link_options(-fsanitize=${ZSCAPE_SANITIZE})
endif()

# zscape_room(NAME [TORCH] [QT] SOURCES ... [PUBLIC libs...] [PRIVATE libs...])
# TORCH and QT reuse the precompiled header of that library, and see it privately.
function(zscape_room name)
  cmake_parse_arguments(ROOM "TORCH;QT" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(${name} STATIC ${ROOM_SOURCES})
  target_include_directories(${name} PUBLIC "${CMAKE_SOURCE_DIR}")
  target_link_libraries(${name} PUBLIC ${ROOM_PUBLIC} PRIVATE zscape_flags ${ROOM_PRIVATE})
  if(ROOM_TORCH)
    target_link_libraries(${name} PRIVATE zscape_torch)
    target_precompile_headers(${name} REUSE_FROM zscape_torch_pch)
  endif()
  if(ROOM_QT)
    set_target_properties(${name} PROPERTIES AUTOMOC ON)
    target_link_libraries(${name} PUBLIC zscape_qt)
    target_precompile_headers(${name} REUSE_FROM zscape_qt_pch)
  endif()
endfunction()

# Up to GCC 13 the runtime of AddressSanitizer takes a dynamic TLS block that lies at a certain place in its page for one of glibc
# before 2.25 and follows the two words before it: the search for leaks then dies by signal 11, in programs that load LibTorch late
# now and then (google/sanitizers issue 1322).
set(ZSCAPE_SANITIZER_ENVIRONMENT "")
if(ZSCAPE_SANITIZE MATCHES "address")
  set(ZSCAPE_SANITIZER_ENVIRONMENT ASAN_OPTIONS=intercept_tls_get_addr=0)
endif()

# zscape_test(NAME [TORCH] [QT] SOURCES ... LIBRARIES ... [SLOW]) makes one GoogleTest program and one
# ctest entry; tests whose suite's name ends in Slow get an entry of their own with the label `slow`.
function(zscape_test name)
  cmake_parse_arguments(TEST "TORCH;QT;SLOW" "" "SOURCES;LIBRARIES" ${ARGN})
  add_executable(${name} ${TEST_SOURCES})
  target_include_directories(${name} PRIVATE "${CMAKE_SOURCE_DIR}")
  target_link_libraries(${name} PRIVATE zscape_flags ${TEST_LIBRARIES} GTest::gtest)
  target_compile_definitions(${name} PRIVATE ZSCAPE_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  if(TEST_TORCH)
    target_link_libraries(${name} PRIVATE zscape_torch)
    target_precompile_headers(${name} REUSE_FROM zscape_torch_pch)
  endif()
  if(TEST_QT)
    set_target_properties(${name} PROPERTIES AUTOMOC ON)
    target_link_libraries(${name} PRIVATE zscape_qt Qt6::Test)
    target_precompile_headers(${name} REUSE_FROM zscape_qt_pch)
  else()
    target_link_libraries(${name} PRIVATE GTest::gtest_main)
  endif()
  add_test(NAME ${name} COMMAND ${name} --gtest_filter=-*Slow.*)
  # As the programs do for themselves (engine/core/openmp_patience.h): a thread of libgomp that spins for its partner takes ten
  # times as long where a compiler runs beside the tests.
  # Who reads of a failure is often shown the beginning and the end alone: what passed is not said.
  set(environment GOMP_SPINCOUNT=20000 GTEST_BRIEF=1 ${ZSCAPE_SANITIZER_ENVIRONMENT})
  if(TEST_QT)
    list(APPEND environment QT_QPA_PLATFORM=offscreen)
  endif()
  set(timeout 900)
  if(ZSCAPE_SANITIZE)
    set(timeout 5400)
  endif()
  set_tests_properties(${name} PROPERTIES TIMEOUT ${timeout} ENVIRONMENT "${environment}")
  # How well models learn is what the slow ones show: no sanitizer sees more of it, and under two of them it takes hours.
  if(TEST_SLOW AND NOT ZSCAPE_SANITIZE)
    add_test(NAME ${name}_slow COMMAND ${name} --gtest_filter=*Slow.*)
    set_tests_properties(${name}_slow PROPERTIES LABELS slow TIMEOUT 1800 ENVIRONMENT "${environment}")
  endif()
endfunction()
