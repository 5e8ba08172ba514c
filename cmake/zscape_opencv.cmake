include_guard(GLOBAL)
# OpenCVConfig.cmake comes only with libopencv-dev, which pulls Qt 5, VTK and Open MPI: take the three libraries by name.
find_path(ZSCAPE_OPENCV_INCLUDE opencv2/core.hpp PATH_SUFFIXES opencv4)
foreach(part core imgproc imgcodecs)
  find_library(ZSCAPE_OPENCV_${part} opencv_${part})
  if(NOT ZSCAPE_OPENCV_INCLUDE OR NOT ZSCAPE_OPENCV_${part})
    message(FATAL_ERROR "OpenCV's ${part} library is missing: install libopencv-${part}-dev.")
  endif()
  list(APPEND ZSCAPE_OPENCV_LIBRARIES "${ZSCAPE_OPENCV_${part}}")
endforeach()
add_library(zscape_opencv INTERFACE)
target_include_directories(zscape_opencv SYSTEM INTERFACE "${ZSCAPE_OPENCV_INCLUDE}")
target_link_libraries(zscape_opencv INTERFACE ${ZSCAPE_OPENCV_LIBRARIES})

# Without imgcodecs, which loads GDAL and a hundred libraries behind it: 0.1 s before anything is on the screen.
add_library(zscape_opencv_shapes INTERFACE)
target_include_directories(zscape_opencv_shapes SYSTEM INTERFACE "${ZSCAPE_OPENCV_INCLUDE}")
target_link_libraries(zscape_opencv_shapes INTERFACE "${ZSCAPE_OPENCV_core}" "${ZSCAPE_OPENCV_imgproc}")
